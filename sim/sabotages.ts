import type { Broker, BrokerListener, BrokerOrder, BrokerReport, Outcome } from '../src/brokers/broker.ts';
import type { Reservations } from '../src/core/risk/reservations.ts';
import type { Guard } from '../src/runtime/gateway.ts';
import type { Effects, HeldEffects } from '../src/runtime/held-effects.ts';
import type { Sabotage } from './sabotage.ts';

/** A part that classes keep to themselves, for who breaks it on purpose. */
function inside<T>(whole: object, name: string): T {
  const part: unknown = Reflect.get(whole, name);
  if (part === undefined) throw new Error(`${whole.constructor.name} has no ${name} any more: mend the sabotage`);
  return part as T;
}

/** A broker with some of its calls replaced. */
function altered(broker: Broker, changes: Partial<Broker>): Broker {
  return new Proxy(broker, {
    get(target, name) {
      const changed: unknown = Reflect.get(changes, name);
      const value: unknown = changed ?? Reflect.get(target, name);
      return typeof value === 'function' && changed === undefined ? value.bind(target) : value;
    },
  });
}

/** What the trader is told goes through this first. */
function overheard(broker: Broker, hear: (report: BrokerReport, listener: BrokerListener) => void): Broker {
  return altered(broker, {
    connect: (listener, after) =>
      broker.connect(
        {
          onReport: (report) => hear(report, listener),
          onConnected: () => listener.onConnected(),
          onDisconnected: (why) => listener.onDisconnected(why),
          onMarketConfirmed: (sequence) => listener.onMarketConfirmed(sequence),
          onGarbage: (why) => listener.onGarbage(why),
        },
        after,
      ),
  });
}

/** A guard that lets pass what it would refuse for such a reason. */
function without(guard: Guard, isLetPass: (reason: string) => boolean): Guard {
  return {
    refusal(order, reduces) {
      const reason = guard.refusal(order, reduces);
      return reason === undefined || isLetPass(reason) ? undefined : reason;
    },
  };
}

/** Each guard of the platform, broken: the simulation must notice every one. */
export const SABOTAGES: Readonly<Record<string, Sabotage>> = {
  'reports are not deduplicated': {
    broker: (broker) =>
      overheard(broker, (report, listener) => {
        listener.onReport(report);
        if (report.number % 9 === 0) listener.onReport(report);
      }),
  },
  'gaps in the reports are not noticed': {
    broker: (broker) =>
      overheard(broker, (report, listener) => {
        if (report.number % 17 !== 0) listener.onReport(report);
      }),
  },
  'a fill is applied twice': {
    broker: (broker) =>
      overheard(broker, (report, listener) => {
        listener.onReport(report);
        if (report.kind === 'filled' && report.number % 5 === 0)
          listener.onReport({ ...report, executionId: `${report.executionId}9999` });
      }),
  },
  'orders leave before their cause is on the disk': {
    trader(trader) {
      const held = inside<HeldEffects>(trader, 'held');
      const send = inside<(effects: Effects) => void>(held, 'send');
      held.hold = (effects) => send(effects);
    },
  },
  'requests are answered before they are on the disk': {
    journal: (journal) => {
      journal.synced = () => Promise.resolve();
    },
  },
  'an order reserves nothing': {
    engine({ account }) {
      inside<Reservations>(account.risk, 'reservations').of = () => [];
    },
  },
  'no fence at the venue': {
    venue: ({ exchange }) => {
      Object.defineProperty(exchange, 'fence', { get: () => 0, set() {} });
    },
  },
  'what is unknown is sent again without asking': {
    broker: (broker) =>
      altered(broker, {
        async submit(order: BrokerOrder): Promise<Outcome> {
          const outcome = await broker.submit(order);
          return outcome.outcome === 'unknown' ? broker.submit(order) : outcome;
        },
      }),
  },
  'a time-out is taken for a refusal': {
    broker: (broker) =>
      altered(broker, {
        async submit(order: BrokerOrder): Promise<Outcome> {
          const outcome = await broker.submit(order);
          return outcome.outcome === 'unknown' ? { outcome: 'reject', reason: outcome.why, reported: false } : outcome;
        },
      }),
  },
  'the kill latch is not looked at': { guard: (guard) => without(guard, (reason) => reason === 'killed') },
  'a stalled audit log keeps nothing back': { guard: (guard) => without(guard, (reason) => reason !== 'killed') },
  'some inputs have no audit record': { skipsAudit: (sequence) => sequence % 97 === 0 },
  'a stale market is not told to the engine': {
    trader(trader) {
      const { condition } = trader;
      trader.condition = function say(name, ...rest) {
        if (name !== 'feed-stale') condition.call(this, name, ...rest);
      };
    },
  },
  'requests are not deduplicated': {
    trader({ marks }) {
      marks.requested = () => undefined;
    },
  },
  'the venue speaks before it has written': {
    venue(service) {
      const outbox = inside<{ put(to: { deliver(text: string): void }, text: string): void }>(service, 'outbox');
      outbox.put = (to, text) => to.deliver(text);
    },
  },
  'what was heard is forgotten at a restart': {
    trader({ marks }) {
      marks.reports = 0;
    },
  },
  'a kill does not cancel': {
    broker: (broker) => altered(broker, { cancel: () => Promise.resolve({ outcome: 'ack' }) }),
  },
};
