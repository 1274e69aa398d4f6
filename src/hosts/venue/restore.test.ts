import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settled } from '../../telemetry/virtual-clock.twin.ts';
import { Journal } from '../../journal/journal.ts';
import { MemoryDisk } from '../../journal/memory-disk.twin.ts';
import { Snapshots, snapshotsIn } from '../../journal/snapshots.ts';
import { type FromVenue, PROTOCOL_VERSION, readFromVenue, type ToVenue } from '../../brokers/paper/protocol.ts';
import type { WireReport } from '../../brokers/paper/report-row.ts';
import { Exchange } from './exchange.ts';
import type { ExchangeInput } from './exchange-input.ts';
import { plainSpec } from './paper-rig.twin.ts';
import { restoreVenue } from './restore.ts';
import { VenueService } from './service.ts';

const TOKEN = 'a token of a test';
const T = 1_700_000_000_000_000;
const MARKETS = ['bars', 'quotes', 'books'] as const;
const spec = {
  ...plainSpec,
  instruments: MARKETS.map((market) => ({ ...plainSpec.instruments[0], name: market, market })),
  execution: {
    ...plainSpec.execution,
    limitFill: 'touch' as const,
    participation: 0.5,
    fees: { model: 'bps', bps: 3 } as never,
    orderLatency: { model: 'constant' as const, us: 20 },
    responseLatency: { model: 'constant' as const, us: 30 },
  },
};

type Command = readonly [what: number, instrument: number, price: number, lots: number];

/** Any numbers as a day at a venue: orders, changes, a market of every kind, and a hand that meddles. */
function inputsOf(commands: readonly Command[]): ExchangeInput[] {
  let sequence = 0;
  let orders = 0;
  return commands.flatMap(([what, instrument, price, lots], k): ExchangeInput[] => {
    const tsUs = T + k * 50;
    const request = k + 1;
    const known = `o-${(lots % Math.max(1, orders)) + 1}.0`;
    const submit = (side: 1 | -1, type: 'limit' | 'stop'): ExchangeInput => {
      orders += 1;
      const clientOrderId = `o-${orders}.0`;
      const at = type === 'limit' ? { limitTicks: price } : { stopTicks: price };
      const terms = { instrument, side, lots, type, ...at, timeInForce: 'GTC' as const };
      return { kind: 'submit', request, order: { clientOrderId, tsUs, terms, owners: ['x'] } };
    };
    switch (what) {
      case 0:
        return [submit(1, 'limit')];
      case 1:
        return [submit(-1, 'limit')];
      case 2:
        return [submit(1, instrument === 2 ? 'limit' : 'stop')];
      case 3:
        return [{ kind: 'cancel', request, clientOrderId: known, tsUs }];
      case 4:
        return [{ kind: 'replace', request, clientOrderId: known, tsUs, lots, limitTicks: price }];
      case 5:
        return [{ kind: 'desk', request, action: { do: 'bust', executionId: lots } }];
      case 6:
        return [{ kind: 'cross', clientOrderId: `o-${100_000 + k}.0`, instrument, tsUs }];
      default:
        break;
    }
    sequence += 1;
    if (instrument === 1)
      return [
        {
          kind: 'quote',
          sequence,
          instrument,
          tsUs,
          bidTicks: price,
          bidLots: lots,
          askTicks: price + 1,
          askLots: lots,
        },
      ];
    if (instrument === 2) {
      const levels = [1, price, lots, -1, price + 1, lots];
      return [{ kind: 'depth', sequence, instrument, tsUs, isSnapshot: true, levels }];
    }
    const bar = {
      instrument,
      openUs: tsUs,
      tsUs: tsUs + 40,
      open: price,
      high: price + 2,
      low: price - 2,
      close: price,
      volume: 8,
    };
    sequence += 2;
    return (['open', 'path', 'close'] as const).map((kind, i) => ({ kind, sequence: sequence - 2 + i, bar }));
  });
}

const days = fc
  .array(fc.tuple(fc.nat(10), fc.nat(2), fc.integer({ min: 95, max: 105 }), fc.integer({ min: 1, max: 9 })), {
    minLength: 5,
    maxLength: 60,
  })
  .map(inputsOf);

function applied(exchange: Exchange, inputs: readonly ExchangeInput[]): void {
  for (const input of inputs) if (exchange.problem(input) === undefined) exchange.apply(input);
}

describe('What an exchange saves', () => {
  it('is all that the inputs to come depend on, wherever among them it is saved', () => {
    fc.assert(
      fc.property(days, fc.nat(60), fc.constantFrom(2, Number.POSITIVE_INFINITY), (inputs, at, kept) => {
        const reports: WireReport[] = [];
        const whole = new Exchange(spec, (report) => reports.push(report), kept);
        applied(whole, inputs.slice(0, at));
        const state = JSON.parse(JSON.stringify(whole.save())) as ReturnType<Exchange['save']>;
        const before = reports.length;
        const again: WireReport[] = [];
        const back = new Exchange(spec, (report) => again.push(report), kept);
        back.load(state);
        expect(back.save()).toEqual(whole.save());
        applied(whole, inputs.slice(at));
        applied(back, inputs.slice(at));
        expect(again).toEqual(reports.slice(before));
        expect(back.save()).toEqual(whole.save());
      }),
      { numRuns: 150 },
    );
  });
});

interface Opened {
  readonly journal: Journal;
  readonly service: VenueService;
  readonly say: (message: ToVenue) => void;
  readonly heard: FromVenue[];
}

const JOURNAL = '/venue/journal';
const SNAPSHOTS = '/venue/snapshots';

async function opened(disk: MemoryDisk, withSnapshots: boolean, snapshotEvery = 5): Promise<Opened> {
  const journal = await Journal.open(JOURNAL, { disk, segmentBytes: 2_000 });
  const snapshots = withSnapshots ? await Snapshots.open(SNAPSHOTS, { disk, keep: 2 }) : undefined;
  const service = new VenueService({ spec, journal, token: TOKEN, snapshots, snapshotEvery });
  const heard: FromVenue[] = [];
  const end = service.accept({
    send: (text) => heard.push(readFromVenue(text) as FromVenue) > 0,
    close() {},
    backlogBytes: 0,
  });
  const say = (message: ToVenue): void => end.onMessage(JSON.stringify(message));
  say({ kind: 'hello', version: PROTOCOL_VERSION, token: TOKEN, role: 'trader', fence: 0, after: 0 } as ToVenue);
  await settled();
  return { journal, service, say, heard };
}

/** All that a client can ask for. */
async function told({ say, heard }: Opened): Promise<FromVenue[]> {
  heard.length = 0;
  say({ kind: 'orders', request: 1, after: 0 } as ToVenue);
  say({ kind: 'account', request: 2 } as ToVenue);
  say({ kind: 'reports', request: 3, after: 0, fillsOnly: false } as ToVenue);
  await settled();
  return [...heard];
}

const day = inputsOf(
  Array.from({ length: 60 }, (_, k): Command => [(k * 7) % 11, (k * 5) % 3, 97 + ((k * 3) % 7), 1 + ((k * 2) % 6)]),
).filter(({ kind }) => kind !== 'desk') as ToVenue[];

describe('A venue with snapshots', () => {
  it('that is killed at any step is where a replay of everything would have it', async () => {
    const disk = new MemoryDisk();
    let venue = await opened(disk, true);
    for (const [k, message] of day.entries()) {
      venue.say(message);
      // Before the disk has anything of it, in the middle, or afterwards.
      for (let turn = 0; turn < k % 4; turn++) await Promise.resolve();
      if (k % 4 === 3) await settled();
      disk.crash();
      const replayed = await told(await opened(disk, false));
      venue = await opened(disk, true);
      expect(await told(venue)).toEqual(replayed);
    }
    expect(snapshotsIn(disk, SNAPSHOTS).length).toBe(2);
    expect(venue.service.exchange.lastReport).toBeGreaterThan(20);
  });

  it('takes one when it ends, and a start replays only what came after it', async () => {
    const disk = new MemoryDisk();
    const first = await opened(disk, true, 1_000);
    for (const message of day) first.say(message);
    await first.service.drain('over');
    const saved = first.journal.lastSequence;
    expect(snapshotsIn(disk, SNAPSHOTS)).toEqual([saved]);
    for (const [k, message] of day.slice(0, 3).entries()) first.say({ ...message, sequence: 10_000 + k } as ToVenue);
    await settled();
    await first.journal.close();

    const journal = await Journal.open(JOURNAL, { disk });
    const asked: number[] = [];
    const read = journal.read.bind(journal);
    journal.read = (from) => read(asked[asked.push(from ?? 1) - 1]);
    const snapshots = await Snapshots.open(SNAPSHOTS, { disk });
    const { snapshot } = restoreVenue({
      spec,
      saved: snapshots.latest(journal).snapshot,
      records: (from) => journal.read(from),
      kept: 10,
      onReport: () => {},
    });
    expect(snapshot).toBe(saved);
    expect(asked.at(-1)).toBe(saved + 1);
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['torn', (bytes) => bytes.subarray(0, bytes.length >> 1)],
    ['empty', () => Buffer.alloc(0)],
    ['changed', (bytes) => Buffer.from(bytes.map((byte, i) => (i === bytes.length - 9 ? byte ^ 1 : byte)))],
  ])(
    'whose newest snapshot is %s goes by the one before, and by the journal where none is good',
    async (_what, spoil) => {
      const disk = new MemoryDisk();
      const first = await opened(disk, true);
      for (const message of day) {
        first.say(message);
        await settled();
      }
      const expected = await told(first);
      const spoilt = (name: string): void => {
        const path = `${SNAPSHOTS}/${name}`;
        const file = disk.open(path, 'read');
        const bytes = Buffer.alloc(file.size());
        file.read(bytes, 0);
        disk.remove(path);
        disk.open(path, 'append').append(spoil(bytes));
      };
      for (const name of disk.list(SNAPSHOTS).toReversed()) {
        spoilt(name);
        expect(await told(await opened(disk, true, 1_000))).toEqual(expected);
      }
    },
  );

  it('of another form, or that does not fit what is traded now, is passed over', async () => {
    const disk = new MemoryDisk();
    const { journal, say, service } = await opened(disk, false);
    for (const message of day) say(message);
    await settled();
    const expected = await told(await opened(disk, false));
    const snapshots = await Snapshots.open(SNAPSHOTS, { disk });
    for (const bytes of [{ form: 0 }, { form: 1, exchange: { ...service.exchange.save(), ledger: {} }, reports: [] }]) {
      await snapshots.save(journal, journal.lastSequence, Buffer.from(JSON.stringify(bytes)));
      expect(await told(await opened(disk, true))).toEqual(expected);
    }
  });
});
