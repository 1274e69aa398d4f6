import { Type } from 'typebox';
import { closed, contract, contractOfKinds } from './envelope.ts';
import { decimal, finite, idOfKind, name, orNull, timeUs } from './fields.ts';
import { Subject } from './subjects.ts';

export const position = contract(
  Subject.position,
  {
    version: 1,
    from: 'ledger',
    to: 'risk, dashboard, audit',
    about:
      "What one owner's position became, by a part of a fill or by an internal cross. Averages and profit are those after the whole input.",
  },
  {
    owner: name('The agent, or house for what nobody owns.'),
    instrument: name('Our name for it.'),
    orderId: orNull(idOfKind('o', 'Whose fill it was; null for a cross.')),
    reason: name('Why it changed: target, intent, an exit, breaker, cross.'),
    change: decimal('In units, signed.'),
    price: decimal('Of this change; a cross may lie on half a tick.'),
    fee: decimal('Its part of the fee.'),
    slippage: decimal('Its part of the slippage.'),
    currency: name('Of all money here.'),
    quantity: decimal('The position after it, in units, signed.'),
    averagePrice: orNull(decimal('null when flat.')),
    realised: decimal('Profit of what was closed, before costs.'),
    unrealised: orNull(decimal('Profit of what is open, at the mark; null while there is none.')),
  },
);

const closeUs = timeUs('The close of the session.');

export const account = contractOfKinds(
  Subject.account,
  {
    version: 1,
    from: 'ledger',
    to: 'risk, dashboard, audit',
    about: 'How the account, or one agent in it, stands at the close of a session.',
  },
  [
    closed({
      kind: Type.Literal('account'),
      closeUs,
      currency: name('Of all money here.'),
      equity: orNull(decimal('Cash and positions at the marks.')),
      grossExposure: orNull(decimal('The sum of the sizes of all positions.')),
      netExposure: orNull(decimal('The sum of all positions.')),
    }),
    closed({
      kind: Type.Literal('agent'),
      closeUs,
      currency: name('Of all money here.'),
      agentId: name('Which agent.'),
      profit: orNull(decimal('Realised and open, after all costs.')),
      weight: orNull(finite('What its vote weighs in the first instrument it is assigned.')),
    }),
  ],
);
