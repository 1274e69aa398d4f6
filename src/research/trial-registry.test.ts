import { appendFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { RECORD_BYTES } from './trial-record.ts';
import { listTrials, readFamily, recordTrials } from './trial-registry.ts';
import { noiseTrial } from './trial.twin.ts';

const { folder } = temporaryFolder();
let home = '';
let homes = 0;

beforeEach(() => {
  home = join(folder, `home-${homes++}`);
});

function fileOf(): string {
  const trials = join(home, 'trials');
  return join(trials, readdirSync(trials)[0]);
}

function family() {
  const read = readFamily(home, ['B', 'A']);
  if ('why' in read) throw new Error(read.why);
  return { ...read, names: read.trials.map(({ name }) => name) };
}

describe('the trial registry', () => {
  it('gives back what was recorded, to the last bit of a return', () => {
    const trial = noiseTrial(1);
    expect(recordTrials(home, [trial])).toEqual({ recorded: true });
    expect(family().trials).toEqual([{ ...trial, instruments: 'A, B' }]);
  });

  it('keeps records of different instruments apart, and lists them together, the newest first', () => {
    recordTrials(home, [
      noiseTrial(1, { started: '2024-01-01T00:00:00.000Z' }),
      noiseTrial(2, { instruments: ['A'], started: '2024-01-03T00:00:00.000Z' }),
      noiseTrial(3, { started: '2024-01-02T00:00:00.000Z' }),
    ]);
    expect(family().names).toEqual(['noise-1', 'noise-3']);
    const names = (limit: number) => {
      const list = listTrials(home, limit);
      return 'why' in list ? [] : [...list.trials.map(({ name }) => name), list.more];
    };
    expect(names(10)).toEqual(['noise-2', 'noise-3', 'noise-1', false]);
    expect(names(2)).toEqual(['noise-2', 'noise-3', true]);
  });

  it('has nothing in a home that is not there', () => {
    expect(family()).toMatchObject({ trials: [], older: 0, damaged: 0 });
    expect(listTrials(home, 5)).toEqual({ trials: [], more: false, damaged: 0 });
  });

  it('counts a torn record as damaged, and loses none that come after it', () => {
    recordTrials(home, [noiseTrial(1), noiseTrial(2)]);
    truncateSync(fileOf(), 2 * RECORD_BYTES - 700);
    recordTrials(home, [noiseTrial(3)]);
    expect(family()).toMatchObject({ names: ['noise-1', 'noise-3'], damaged: 1, older: 0 });
  });

  it('does not take a changed record for a trial', () => {
    recordTrials(home, [noiseTrial(1), noiseTrial(2)]);
    const text = readFileSync(fileOf(), 'utf8');
    writeFileSync(fileOf(), text.replace('"total":0.1', '"total":0.9'));
    expect(family()).toMatchObject({ names: ['noise-2'], damaged: 1 });
  });

  it('counts what a file of noise may have been', () => {
    recordTrials(home, [noiseTrial(1)]);
    appendFileSync(fileOf(), Buffer.alloc(10 * RECORD_BYTES, 'x'));
    expect(family()).toMatchObject({ names: ['noise-1'], damaged: 10 });
  });

  it('reads the end of a long file, and knows how many records came before', () => {
    const bytes = (() => {
      recordTrials(home, [noiseTrial(1)]);
      return readFileSync(fileOf());
    })();
    expect(bytes).toHaveLength(RECORD_BYTES);
    for (let i = 0; i < 5; i++) appendFileSync(fileOf(), Buffer.concat(Array<Buffer>(2_000).fill(bytes)));
    const { trials, older, damaged } = family();
    expect([trials.length + older, damaged]).toEqual([10_001, 0]);
    expect(older).toBeGreaterThan(1_000);
  });

  it('fits a record into its length whatever the names are', () => {
    const name = '\u0001\ud83d'.repeat(500);
    const long = noiseTrial(1, { name, instruments: Array.from({ length: 99 }, (_, i) => `${i}\u0001`) }, 240);
    expect(recordTrials(home, [long])).toEqual({ recorded: true });
    expect(statSync(fileOf()).size).toBe(RECORD_BYTES);
    const list = listTrials(home, 1);
    expect(list).toMatchObject({ damaged: 0, trials: [{ resultHash: long.resultHash }] });
  });

  it('says why it could not record, and why it could not count', () => {
    writeFileSync(home, 'a file');
    expect(recordTrials(home, [noiseTrial(1)])).toEqual({ recorded: false, why: 'a part of the path is a file' });
    expect(readFamily(home, ['A', 'B'])).toEqual({ why: 'a part of the path is a file' });
    home = join(folder, 'other');
    recordTrials(home, [noiseTrial(1)]);
    const path = fileOf();
    home = join(folder, 'third');
    mkdirSync(join(home, 'trials', path.slice(path.lastIndexOf('/') + 1)), { recursive: true });
    expect(recordTrials(home, [noiseTrial(1)])).toEqual({ recorded: false, why: 'a folder is in its place' });
    expect(readFamily(home, ['A', 'B'])).toEqual({ why: 'a folder is in its place' });
  });
});
