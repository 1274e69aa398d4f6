import { describe, expect, it } from 'vitest';
import { makeInstrument } from '../model/instrument.ts';
import type { OrderTerms, Side } from '../model/order.ts';
import { TERMS_REFUSALS, type TermsRefusal, validateTerms } from './terms.ts';

const SPY = makeInstrument(
  { name: 'SPY', currency: 'USD', tickSize: { units: 1n, scale: 2 }, lotSize: { units: 1n, scale: 0 } },
  2,
);
const MARKET: OrderTerms = { instrument: 2, side: 1, lots: 5, type: 'market', timeInForce: 'DAY' };
const LIMIT: OrderTerms = { ...MARKET, type: 'limit', limitTicks: 100 };
const STOP: OrderTerms = { ...MARKET, type: 'stop', stopTicks: 90 };
const STOP_LIMIT: OrderTerms = { ...LIMIT, type: 'stop-limit', stopTicks: 90 };
const TRAILING: OrderTerms = { ...MARKET, type: 'trailing', trailTicks: 10 };
const TOUCH: OrderTerms = { ...STOP, type: 'touch' };

describe('terms that make an order', () => {
  it.each<[string, OrderTerms]>([
    ['a market order', MARKET],
    ['a sale', { ...MARKET, side: -1 }],
    ['a market order with its collar', { ...MARKET, limitTicks: 110 }],
    ['a limit order', LIMIT],
    ['a limit of nothing, as futures have known', { ...LIMIT, limitTicks: 0 }],
    ['a stop', STOP],
    ['a stop-limit', STOP_LIMIT],
    ['a trailing stop', TRAILING],
    ['a trailing stop with its first trigger', { ...TRAILING, stopTicks: 90 }],
    ['a market-if-touched', TOUCH],
    ['good till a date', { ...LIMIT, timeInForce: 'GTD', expireUs: 5 }],
    ['a post-only limit', { ...LIMIT, postOnly: true, timeInForce: 'GTC' }],
    ['a post-only stop-limit', { ...STOP_LIMIT, postOnly: true }],
    ['fill or kill', { ...LIMIT, timeInForce: 'FOK' }],
    ['immediate or cancel, not post-only', { ...LIMIT, timeInForce: 'IOC', postOnly: false }],
  ])('%s', (_name, terms) => {
    expect(validateTerms(terms, SPY)).toBeUndefined();
  });
});

const WRONG: [TermsRefusal, OrderTerms][] = [
  ['instrument-differs', { ...MARKET, instrument: 1 }],
  ['lots-not-positive', { ...MARKET, lots: 0 }],
  ['lots-not-positive', { ...MARKET, lots: -5 }],
  ['lots-not-positive', { ...MARKET, lots: 1.5 }],
  ['lots-not-positive', { ...MARKET, lots: 1e18 }],
  ['side-unknown', { ...MARKET, side: 0 as Side }],
  ['limit-missing', { ...LIMIT, limitTicks: undefined }],
  ['limit-missing', { ...STOP_LIMIT, limitTicks: undefined }],
  ['limit-unexpected', { ...STOP, limitTicks: 90 }],
  ['limit-unexpected', { ...TRAILING, limitTicks: 90 }],
  ['limit-unexpected', { ...TOUCH, limitTicks: 90 }],
  ['stop-missing', { ...STOP, stopTicks: undefined }],
  ['stop-missing', { ...STOP_LIMIT, stopTicks: undefined }],
  ['stop-missing', { ...TOUCH, stopTicks: undefined }],
  ['stop-unexpected', { ...MARKET, stopTicks: 90 }],
  ['stop-unexpected', { ...LIMIT, stopTicks: 90 }],
  ['trail-missing', { ...TRAILING, trailTicks: undefined }],
  ['trail-missing', { ...TRAILING, trailTicks: 0 }],
  ['trail-unexpected', { ...STOP, trailTicks: 5 }],
  ['ticks-not-whole', { ...LIMIT, limitTicks: 100.5 }],
  ['ticks-not-whole', { ...STOP, stopTicks: Number.NaN }],
  ['ticks-not-whole', { ...TRAILING, trailTicks: 1.5 }],
  ['expiry-missing', { ...LIMIT, timeInForce: 'GTD' }],
  ['expiry-unexpected', { ...LIMIT, expireUs: 5 }],
  ['post-only-not-limit', { ...MARKET, postOnly: true }],
  ['post-only-not-limit', { ...STOP, postOnly: true }],
  ['post-only-immediate', { ...LIMIT, postOnly: true, timeInForce: 'IOC' }],
  ['post-only-immediate', { ...LIMIT, postOnly: true, timeInForce: 'FOK' }],
];

describe('terms that do not', () => {
  it.each(WRONG)('%s', (refusal, terms) => {
    expect(validateTerms(terms, SPY)).toBe(refusal);
  });

  it('have a case here for each refusal', () => {
    expect(new Set(WRONG.map(([refusal]) => refusal))).toEqual(new Set(TERMS_REFUSALS));
  });
});
