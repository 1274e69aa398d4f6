import { contract } from './envelope.ts';
import { choice, decimal, name, orNull, size } from './fields.ts';
import { Subject } from './subjects.ts';

export const violation = contract(
  Subject.violation,
  {
    version: 1,
    from: 'risk',
    to: 'alerts, audit, dashboard',
    about: 'A rule refused or cut something, and the largest size that would have passed.',
  },
  {
    causeId: name('The intent (i-), decision (d-) or order (o-) that was refused or cut.'),
    rule: name('Which rule.'),
    severity: choice(['warning', 'critical', 'emergency'], 'How bad it is.'),
    scope: choice(['account', 'strategy', 'instrument', 'bucket'], 'What the rule watches.'),
    agentId: orNull(name('Whose it was; null for the account.')),
    instrument: name('Our name for it.'),
    limit: orNull(decimal("In the rule's unit; null where it has none.")),
    value: orNull(decimal('What broke it, in the same unit.')),
    asked: orNull(decimal('In units, signed.')),
    maxAllowed: orNull(size('In units.')),
  },
);
