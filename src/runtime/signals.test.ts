import { expect, it } from 'vitest';
import { MemoryBus } from '../bus/memory.ts';
import { parse } from '../contracts/codec.ts';
import { InputEvent } from '../contracts/input-event.ts';
import { parseDecimal } from '../core/base/decimal.ts';
import { makeInstrument } from '../core/model/instrument.ts';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import { Signals } from './signals.ts';

it('Market data is told to whoever subscribes, as its contract says; nothing else is, and nobody gets nothing', () => {
  const cents = { tickSize: parseDecimal('0.01')!, lotSize: parseDecimal('1')! };
  const names = {
    instruments: [makeInstrument({ name: 'SPX', currency: 'USD', ...cents }, 0)],
    intervals: [['1m']],
    agents: [],
  };
  const bus = new MemoryBus(new VirtualClock());
  const signals = new Signals(bus, names, 'conclave/demo/market');
  const event = Object.assign(new InputEvent(), { kind: 'trade', sequence: 12, tsUs: 5_000_000 });
  Object.assign(event.trade, { instrument: 0, tsUs: 5_000_000, priceTicks: 1_001, lots: 3, aggressor: 1 });
  expect(signals.of(event)).toBeUndefined();
  const subscription = bus.subscribe('signals.>', (delivery) => delivery.ack());
  const message = signals.of(event);
  expect(message).toMatchObject({ id: 'in-12', sequence: 12, payload: { price: '10.01', quantity: '3' } });
  expect(parse(JSON.stringify(message), 'signals.normalized')).toMatchObject({ ok: true });
  expect(signals.of(Object.assign(event, { kind: 'instant' }))).toBeUndefined();
  void subscription.close();
});
