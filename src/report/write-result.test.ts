import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BacktestResult } from '../backtest/result.ts';
import { Fault } from '../core/base/fault.ts';
import { sampleResult } from './sample-result.twin.ts';
import { writeResult } from './write-result.ts';

const result = sampleResult({ sessions: 60 });
const another: BacktestResult = {
  ...result,
  summary: { ...result.summary, run: { ...result.summary.run, id: 'another', name: 'other' } },
};
const options = { formats: ['html', 'json', 'csv'], force: false } as const;

let root = '';
let dir = '';
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'conclave-write-'));
  dir = join(root, 'out', 'quickstart');
});
afterEach(async () => {
  await rm(root, { recursive: true });
});

async function fault(promise: Promise<unknown>): Promise<Fault> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(Fault);
  return error as Fault;
}

/** A result that fails while its last file is being made: everything else is on disk by then. */
function failing(error: () => Error): BacktestResult {
  return {
    ...result,
    get assumptions(): readonly string[] {
      throw error();
    },
  };
}

describe('writing a result', () => {
  it('leaves the files that the summary names, and nothing else', async () => {
    const { files } = await writeResult(result, { dir, ...options, formats: ['html', 'json', 'csv', 'parquet'] });
    const summary = JSON.parse(await readFile(join(dir, 'result.json'), 'utf8')) as BacktestResult['summary'];
    expect(summary).toEqual({ ...result.summary, files });
    const found = (await readdir(dir, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
    expect(found.map((entry) => join(entry.parentPath, entry.name)).sort()).toEqual(
      Object.values(files)
        .map((path) => join(dir, path))
        .sort(),
    );
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['result', 'tearSheet', 'orders.csv', 'decisions.parquet', 'equity.json']),
    );
    expect(await readdir(join(root, 'out'))).toEqual(['quickstart']);
  });

  it('writes what is asked for, and the summary always', async () => {
    const { files } = await writeResult(result, { dir, formats: [], force: false });
    expect(files).toEqual({ result: 'result.json' });
    expect(await readdir(dir)).toEqual(['result.json']);
  });

  it('makes the same bytes of the same result', async () => {
    const { files } = await writeResult(result, { dir, ...options });
    const other = join(root, 'again');
    await writeResult(sampleResult({ sessions: 60 }), { dir: other, ...options });
    for (const path of Object.values(files)) {
      expect(await readFile(join(other, path), 'utf8')).toBe(await readFile(join(dir, path), 'utf8'));
    }
  });
});

describe('an output folder', () => {
  it('takes the same run again', async () => {
    await writeResult(result, { dir, ...options });
    await writeResult(result, { dir, formats: ['json'], force: false });
    expect((await readdir(dir)).sort()).toEqual(['json', 'result.json']);
  });

  it('that holds another run is refused, and left as it was', async () => {
    await writeResult(another, { dir, ...options });
    const { exitCode, message } = await fault(writeResult(result, { dir, ...options }));
    expect(exitCode).toBe(4);
    expect(message).toMatch(/holds another run \(other, another\).*--force/);
    expect(await readFile(join(dir, 'result.json'), 'utf8')).toContain('"another"');
    expect(await readdir(join(root, 'out'))).toEqual(['quickstart']);
  });

  it('that holds files of no run is refused', async () => {
    await mkdir(dir, { recursive: true });
    await writeFile(join(dir, 'thesis.txt'), 'dear');
    const { message } = await fault(writeResult(result, { dir, ...options }));
    expect(message).toMatch(/holds files that are no run's \(thesis\.txt\)/);
  });

  it('is replaced with force, but files of others stay', async () => {
    await writeResult(another, { dir, ...options });
    await writeFile(join(dir, 'thesis.txt'), 'dear');
    await writeResult(result, { dir, formats: ['csv'], force: true });
    expect((await readdir(dir)).sort()).toEqual(['csv', 'result.json', 'thesis.txt']);
    expect(await readFile(join(dir, 'thesis.txt'), 'utf8')).toBe('dear');
    expect(await readFile(join(dir, 'result.json'), 'utf8')).toContain(result.summary.run.id);
    expect(await readdir(join(root, 'out'))).toEqual(['quickstart']);
  });

  it('may be a link to a folder, and stays one', async () => {
    const real = join(root, 'disk', 'results');
    await mkdir(real, { recursive: true });
    await writeFile(join(real, 'thesis.txt'), 'dear');
    await mkdir(join(root, 'out'), { recursive: true });
    await symlink(real, dir);
    await writeResult(result, { dir, formats: ['csv'], force: true });
    expect((await lstat(dir)).isSymbolicLink()).toBe(true);
    expect((await readdir(real)).sort()).toEqual(['csv', 'result.json', 'thesis.txt']);
    expect(await readdir(join(root, 'disk'))).toEqual(['results']);
  });

  it('may exist and be empty', async () => {
    await mkdir(dir, { recursive: true });
    await writeResult(result, { dir, ...options });
    expect(await readdir(dir)).toContain('result.json');
  });

  it('cannot be a file, nor lie in one', async () => {
    await writeFile(join(root, 'file'), '');
    expect((await fault(writeResult(result, { dir: join(root, 'file'), ...options }))).message).toMatch(
      /expected a folder/,
    );
    const inside = await fault(writeResult(result, { dir: join(root, 'file', 'out'), ...options }));
    expect(inside.message).toMatch(/cannot be written: a part of the path is a file/);
    expect(inside.exitCode).toBe(4);
  });
});

describe('a write that does not come to its end', () => {
  it('leaves nothing, not even the folders made for it', async () => {
    const full = failing(() => Object.assign(new Error('write'), { code: 'ENOSPC' }));
    const { message, exitCode } = await fault(writeResult(full, { dir, ...options }));
    expect(message).toMatch(/the disk is full; nothing was left there/);
    expect(exitCode).toBe(4);
    expect(await readdir(root)).toEqual([]);
  });

  it('leaves what was there before', async () => {
    await writeResult(another, { dir, ...options });
    await fault(
      writeResult(
        failing(() => Object.assign(new Error('write'), { code: 'EDQUOT' })),
        { dir, ...options, force: true },
      ),
    );
    expect(await readFile(join(dir, 'result.json'), 'utf8')).toContain('"another"');
    expect(await readdir(join(root, 'out'))).toEqual(['quickstart']);
  });

  it('for want of a permission says so', async () => {
    const { message } = await fault(
      writeResult(
        failing(() => Object.assign(new Error('open'), { code: 'EACCES' })),
        { dir, ...options },
      ),
    );
    expect(message).toMatch(/cannot be written: permission denied/);
  });

  it('because DuckDB found the disk full says so too', async () => {
    const full = new Error('IO Error: Could not write file "x": No space left on device');
    const { message } = await fault(
      writeResult(
        failing(() => full),
        { dir, ...options },
      ),
    );
    expect(message).toMatch(/the disk is full/);
  });

  it('because it was interrupted says so', async () => {
    const controller = new AbortController();
    const stopped = failing(() => new Error('never asked for'));
    controller.abort();
    const { exitCode, message } = await fault(writeResult(stopped, { dir, ...options, signal: controller.signal }));
    expect(exitCode).toBe(130);
    expect(message).toBe('interrupted; nothing was written');
    expect(await readdir(root)).toEqual([]);
  });

  it('because of a defect of ours does not blame the disk', async () => {
    await expect(
      writeResult(
        failing(() => new TypeError('ours')),
        { dir, ...options },
      ),
    ).rejects.toThrow(TypeError);
    expect(await readdir(root)).toEqual([]);
  });
});
