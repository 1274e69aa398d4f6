import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importRecord } from '../../src/catalogue/record/import-record.ts';
import { openRecord } from '../../src/catalogue/record/open-record.ts';
import { marketData } from '../../test/market-data.ts';
import { type DepthTape, replay, tapeOf } from '../depth.ts';
import type { BenchCase } from '../harness.ts';

const CAPTURE = 'btcusdt-binance-usdm-20240808-raw.jsonl.gz';
/** Books, best bids and offers and trades in it, and how often they are replayed. */
const EVENTS = 93_950;
const TIMES = 10;

const folder = marketData('the replay of a real capture');

async function load(): Promise<DepthTape> {
  const home = mkdtempSync(join(tmpdir(), 'conclave-bench-'));
  try {
    await importRecord({ path: join(folder ?? '', CAPTURE), instrument: 'BTCUSDT', home });
    return tapeOf(await openRecord('BTCUSDT', { home }));
  } finally {
    rmSync(home, { recursive: true });
  }
}

/** A real capture through the venue, as `l2-replay` does it: its books change by eighty levels at once. */
export const cases: readonly BenchCase<DepthTape>[] =
  folder === undefined
    ? []
    : [
        {
          name: 'l2-replay-capture',
          events: TIMES * EVENTS,
          prepare: load,
          run(tape) {
            let told = 0;
            for (let i = 0; i < TIMES; i++) told += replay(tape).told;
            if (tape.length !== EVENTS) throw new Error(`the capture has ${tape.length} events, expected ${EVENTS}`);
            return told;
          },
        },
      ];
