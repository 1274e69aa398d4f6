import { ORDER_STATES } from '../core/orders/transitions.ts';
import { closed, contract } from './envelope.ts';
import { choice, decimal, flag, idOfKind, list, name, orNull, size, text } from './fields.ts';
import { BUY_SELL } from './order-terms.ts';
import { Subject } from './subjects.ts';

const which = {
  orderId: idOfKind('o', 'The order.'),
  clientOrderId: name('What the broker knows it by.'),
  instrument: name('Our name for it.'),
};

export const orderUpdate = contract(
  Subject.orderUpdate,
  { version: 1, from: 'broker', to: 'execution, audit', about: 'Where an order stands.' },
  {
    ...which,
    venueOrderId: orNull(name('What the venue calls it, where it says.')),
    state: choice(ORDER_STATES, 'After this report.'),
    filled: size('In units.'),
    remaining: size('What may still fill, in units.'),
    averagePrice: orNull(decimal('Of all fills that stand.')),
    reason: text('A named code; empty where there is none.', 256),
  },
);

export const fill = contract(
  Subject.fill,
  { version: 1, from: 'broker', to: 'ledger, execution, audit', about: 'A fill, or one that the venue took back.' },
  {
    ...which,
    executionId: idOfKind('f', 'Our id of it.'),
    fillId: orNull(name("The venue's own, where it says.")),
    side: choice(BUY_SELL, 'What it did to the position; a bust is the opposite of its order.'),
    busted: flag('The venue took a fill back.'),
    quantity: size('In units.'),
    price: decimal('Price.'),
    liquidity: choice(['maker', 'taker'], 'Which side of the book.'),
    fee: decimal('Negative is a rebate.'),
    slippage: decimal('Model slippage, booked as money.'),
    currency: name('Of fee and slippage.'),
    venue: name('Where.'),
    market: closed({
      bid: orNull(decimal('The best bid that we knew.')),
      ask: orNull(decimal('The best offer that we knew.')),
      mid: orNull(decimal('The middle, or the last price where there is no quote.')),
    }),
  },
);

const difference = closed({
  what: choice(['position', 'cash', 'order'], 'What differs.'),
  key: name('The instrument, the currency or the order.'),
  ours: text('What we had.', 128),
  venue: text('What the venue has.', 128),
});

export const reconcile = contract(
  Subject.reconcile,
  {
    version: 1,
    from: 'reconciliation',
    to: 'ledger, alerts, audit',
    about: 'Our books against the venue’s.',
  },
  {
    period: choice(['start', 'periodic', 'reconnect', 'asked'], 'Why it was done.'),
    positions: list(
      closed({ instrument: name('Our name for it.'), ours: decimal('In units.'), venue: decimal('In units.') }),
      'Every instrument that either side holds.',
    ),
    cash: list(
      closed({ currency: name('Which.'), ours: decimal('Money.'), venue: decimal('Money.') }),
      'Every currency that either side has.',
    ),
    differences: list(difference, 'What does not agree; empty when all does.'),
    resolution: choice(['agreed', 'adopted', 'halted'], 'adopted: ours now says what the venue says.'),
  },
);
