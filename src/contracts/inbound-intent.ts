import type { Instrument } from '../core/model/instrument.ts';
import { Side, TimeInForce } from '../core/model/order.ts';
import type { Payload } from './contracts.ts';
import type { IntentEvent } from './input-event.ts';
import { type InputRefusal, refuseInput } from './input-refusal.ts';
import type { SessionNames } from './session-names.ts';
import type { Subject } from './subjects.ts';
import { lotsOfText, neighbours, ticksOfText } from './wire-quantities.ts';

type ExternalIntent = Payload<typeof Subject.intentExternal>;
type OrderIntent = Extract<ExternalIntent, { kind: 'order' }>;

/** An intent from outside, in places, ticks and lots: sizes toward zero to the lot, a price off the tick is refused. */
export function readIntent(payload: ExternalIntent, names: SessionNames, into: IntentEvent): InputRefusal | undefined {
  const agent = names.agents.findIndex(({ id }) => id === payload.agentId);
  if (agent < 0) return refuseInput('STRAT_UNKNOWN_AGENT', 'agentId', `the session has no agent '${payload.agentId}'`);
  const instrument = names.instruments.find(({ name }) => name === payload.instrument);
  if (instrument === undefined) {
    return refuseInput(
      'DATA_UNKNOWN_INSTRUMENT',
      'instrument',
      `the session has no instrument '${payload.instrument}'`,
    );
  }
  if (!names.agents[agent].instruments.includes(instrument.index)) {
    const reason = `agent '${payload.agentId}' does not trade '${payload.instrument}'`;
    return refuseInput('DATA_UNKNOWN_INSTRUMENT', 'instrument', reason);
  }
  into.agent = agent;
  into.instrument = instrument.index;
  into.kind = payload.kind;
  into.confidence = payload.confidence ?? 1;
  into.reason = payload.reason ?? '';
  into.key = payload.idempotencyKey;
  blank(into);
  return payload.kind === 'target'
    ? readTarget(payload.targetPosition, instrument, into)
    : readOrder(payload, instrument, into);
}

function blank(into: IntentEvent): void {
  into.targetLots = Number.NaN;
  into.side = Side.buy;
  into.lots = 0;
  into.type = 'market';
  into.limitTicks = Number.NaN;
  into.stopTicks = Number.NaN;
  into.timeInForce = TimeInForce.gtc;
  into.expireUs = Number.NaN;
  into.postOnly = false;
  into.reduceOnly = false;
}

function readTarget(text: string | null, instrument: Instrument, into: IntentEvent): InputRefusal | undefined {
  if (text === null) return undefined;
  const lots = lotsOfText(instrument, text);
  if (lots === undefined) return refuseInput('DATA_OFF_LOT', 'targetPosition', 'is beyond any size (2^53 lots)');
  into.targetLots = lots;
  return undefined;
}

function readOrder(payload: OrderIntent, instrument: Instrument, into: IntentEvent): InputRefusal | undefined {
  const lots = lotsOfText(instrument, payload.quantity);
  if (lots === undefined || lots === 0) {
    return refuseInput(
      'DATA_OFF_LOT',
      'quantity',
      `must be at least one lot (${instrument.lot}), and no more than 2^53`,
    );
  }
  into.lots = lots;
  into.side = payload.side === 'buy' ? Side.buy : Side.sell;
  into.type = payload.orderType;
  into.timeInForce = payload.timeInForce ?? TimeInForce.gtc;
  into.postOnly = payload.postOnly ?? false;
  into.reduceOnly = payload.reduceOnly ?? false;
  return readPrices(payload, instrument, into) ?? readLifetime(payload, into);
}

function readPrices(payload: OrderIntent, instrument: Instrument, into: IntentEvent): InputRefusal | undefined {
  const { orderType } = payload;
  for (const [field, wanted] of [
    ['limitPrice', orderType === 'limit' || orderType === 'stop-limit'],
    ['stopPrice', orderType === 'stop' || orderType === 'stop-limit'],
  ] as const) {
    const text = payload[field];
    if (text === undefined) {
      if (wanted) return refuseInput('DATA_INVALID', field, `a ${orderType} order needs it`);
      continue;
    }
    if (!wanted) return refuseInput('DATA_INVALID', field, `a ${orderType} order has none`);
    const ticks = ticksOfText(instrument, text);
    if (ticks === undefined) {
      const [below, above] = neighbours(instrument, text);
      return refuseInput('DATA_OFF_TICK', field, `lies between two ticks: ${below} and ${above}`);
    }
    if (ticks <= 0) return refuseInput('DATA_INVALID', field, 'must be above 0');
    into[field === 'limitPrice' ? 'limitTicks' : 'stopTicks'] = ticks;
  }
  return undefined;
}

function readLifetime(payload: OrderIntent, into: IntentEvent): InputRefusal | undefined {
  const { timeInForce } = into;
  const ends = timeInForce === TimeInForce.gtd;
  if (ends !== (payload.expireUs !== undefined)) {
    return refuseInput('DATA_INVALID', 'expireUs', ends ? 'a GTD order needs it' : 'only a GTD order has it');
  }
  if (payload.expireUs !== undefined) into.expireUs = payload.expireUs;
  const rests = into.type === 'limit' || into.type === 'stop-limit';
  const atOnce = timeInForce === TimeInForce.ioc || timeInForce === TimeInForce.fok;
  if (into.postOnly && (!rests || atOnce)) {
    return refuseInput('DATA_INVALID', 'postOnly', 'only a limit order that may rest can be post-only');
  }
  return undefined;
}
