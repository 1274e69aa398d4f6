import { contract } from './envelope.ts';
import { name, orNull, text, values } from './fields.ts';
import { Subject } from './subjects.ts';

export const notice = contract(
  Subject.notice,
  {
    version: 1,
    from: 'engine',
    to: 'logs, alerts, dashboard, audit',
    about: 'Something that people should know: a halt and its end, an agent that stopped, a log line of an agent.',
  },
  {
    kind: name('log-info, warning, halt, resume, reduce, kill, release, agent-stopped, ruined, ...'),
    agentId: orNull(name('Whom it is about; null for the account.')),
    text: text('A template: {0}, {1}, ... stand for the values.', 4_096),
    values: values(),
  },
);
