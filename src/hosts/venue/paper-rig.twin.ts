import type { BrokerRig } from '../../brokers/broker.contract.ts';
import { PaperBroker } from '../../brokers/paper/broker.ts';
import { FaultyLine } from '../../brokers/paper/faulty-link.twin.ts';
import type { LineOptions } from '../../brokers/paper/line.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { Desk } from './desk.twin.ts';
import type { VenueSpec } from './spec.ts';

/** Two instruments, a tick and a lot of 1, no costs. */
export const plainSpec: VenueSpec = {
  account: { currency: 'USD', cash: '100000' },
  instruments: (['A', 'B'] as const).map((name) => ({
    name,
    currency: 'USD',
    tickSize: '1',
    lotSize: '1',
    multiplier: '1',
    calendar: '24/7',
    market: 'bars',
  })),
  execution: {
    fill: 'next-open',
    limitFill: 'through',
    bothHit: 'stop-first',
    participation: undefined,
    latencyUs: 0,
    slippage: { model: 'none' },
    fees: { model: 'none' },
  },
  cancelOnDisconnect: false,
};

/** A paper broker on a line with faults, and a desk at its venue. */
export async function paperRig(endpoint: LineOptions['endpoint'], sequence: number): Promise<BrokerRig> {
  const line = new FaultyLine();
  const desk = new Desk(endpoint);
  await desk.open();
  const broker = new PaperBroker({
    clock: new RealClock(),
    role: 'trader',
    fence: 0,
    timeoutMs: 250,
    pingMs: 60_000,
    endpoint() {
      const found = endpoint();
      return found === undefined ? undefined : { ...found, open: line.through(found.open) };
    },
  });
  return {
    broker,
    sequence,
    loseAnswers: (count) => (line.answersToLose = count),
    repeatReport: () => (line.repeats = true),
    swapReports: () => (line.swaps = true),
    loseReport: () => (line.loses = true),
    cut: () => line.cut(),
    babble: (text) => line.babble(text),
    async fill(clientOrderId, lots, priceTicks) {
      await desk.knows(clientOrderId);
      await desk.act({ do: 'fill', clientOrderId, lots, priceTicks });
    },
    bust: (executionId) => desk.act({ do: 'bust', executionId: Number(executionId) }),
    vanish: (clientOrderId) => desk.act({ do: 'vanish', clientOrderId }),
    move: (instrument, lots, priceTicks) => desk.act({ do: 'move', instrument, lots, priceTicks }),
    async close() {
      await broker.close();
      desk.close();
    },
  };
}
