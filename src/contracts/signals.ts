import { Type } from 'typebox';
import { closed, contract, contractOfKinds } from './envelope.ts';
import { choice, count, decimal, flag, name, orNull, share, size, text, timeUs } from './fields.ts';
import { Subject } from './subjects.ts';

/** As much of a raw input travels; the rest is cut off, and said to be. */
export const RAW_CHARACTERS_MAX = 131_072;

/** Bytes from outside as text: base64 where they are no UTF-8, cut where they are too long. */
export const raw = {
  bytes: count('How long the original was.'),
  encoding: choice(['utf8', 'base64'], 'How `raw` stands for the bytes.'),
  raw: text('The original, as it came.', RAW_CHARACTERS_MAX),
  truncated: flag('More came than is shown.'),
};

export const signalsRaw = contract(
  Subject.signalsRaw,
  { version: 1, from: 'webhook, feeds', to: 'normaliser, audit', about: 'What came in from outside, as it came.' },
  { origin: name('Which feed or webhook source it came from.'), receivedUs: timeUs('When we had read it.'), ...raw },
);

const range = closed({
  open: decimal('Price.'),
  high: decimal('Price.'),
  low: decimal('Price.'),
  close: decimal('Price.'),
});
const instrument = name('Our name for it.');
const venueUs = orNull(timeUs('When the venue says that it happened.'));

const SIGNAL_SIDES = ['buy', 'sell', 'hold', 'close'] as const;

export const signalsNormalized = contractOfKinds(
  Subject.signalsNormalized,
  {
    version: 1,
    from: 'normaliser',
    to: 'agents, audit',
    about: 'A market event or an alert in our own terms. Prices lie on the tick, sizes on the lot.',
  },
  [
    closed({
      kind: Type.Literal('bar'),
      instrument,
      interval: name('1d, 1m, ...'),
      openUs: timeUs('When the bar began; its close is the time of the message.'),
      open: decimal('Price.'),
      high: decimal('Price.'),
      low: decimal('Price.'),
      close: decimal('Price.'),
      volume: orNull(size('In units; null where the data has none.')),
      bid: Type.Optional(range),
      ask: Type.Optional(range),
    }),
    closed({
      kind: Type.Literal('quote'),
      instrument,
      venueUs,
      bidPrice: orNull(decimal('null where nobody bids.')),
      bidQuantity: size('In units.'),
      askPrice: orNull(decimal('null where nobody offers.')),
      askQuantity: size('In units.'),
    }),
    closed({
      kind: Type.Literal('trade'),
      instrument,
      venueUs,
      price: decimal('Price.'),
      quantity: size('In units.'),
      aggressor: choice(['buyer', 'seller', 'unknown'], 'Who took.'),
    }),
    closed({
      kind: Type.Literal('alert'),
      instrument,
      side: choice(SIGNAL_SIDES, 'What the alert asks for.'),
      strength: share('How strongly.'),
      price: orNull(decimal('The price at which it was raised.')),
      text: text('What it says.'),
    }),
  ],
);
