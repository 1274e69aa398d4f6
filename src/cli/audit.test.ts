import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { publicKeyText } from '../audit/checkpoint.ts';
import { newSigner, sessionRecords, writeLog } from '../audit/session.twin.ts';
import { conclave } from './recording-shell.twin.ts';

const { folder, put } = temporaryFolder();
const session = join(folder, 'session');
const exported = join(folder, 'session.export');
const signer = newSigner();
let kept = '';
let key = '';

beforeAll(async () => {
  const { notes } = await writeLog(join(session, 'audit'), sessionRecords(30), signer);
  kept = put('kept.checkpoint', notes[0]);
  key = put('public.key', publicKeyText(signer.publicKey));
  expect(await conclave('audit', 'export', session, exported)).toMatchObject({
    exitCode: 0,
    stdout: `${exported}: 30 records\n`,
  });
});

describe('conclave audit', () => {
  it('verifies a session and an export, and ends with 6 and the place where one was changed', async () => {
    for (const path of [session, exported]) {
      const right = await conclave('audit', 'verify', path, '--key', key, '--checkpoint', kept);
      expect(right).toMatchObject({ exitCode: 0, stderr: '' });
      expect(right.stdout).toContain('verified: 30 records are whole and unchanged');
    }
    expect((await conclave('audit', 'verify', session)).stdout).toContain('consistency, not authorship');
    const changed = put('changed.export', readFileSync(exported, 'utf8').replace('"SPX"', '"SPY"'));
    const wrong = await conclave('audit', 'verify', changed, '--json');
    expect(wrong.exitCode).toBe(6);
    expect(JSON.parse(wrong.stdout)).toMatchObject({ ok: false, finding: 'record', record: 2, path: changed });
    expect(await conclave('audit', 'verify', join(folder, 'none'))).toMatchObject({ exitCode: 4 });
  });

  it('has a verifier that runs by itself', () => {
    const program = new URL('../audit/verify-main.ts', import.meta.url).pathname;
    const run = (...args: string[]) =>
      JSON.parse(execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' }));
    expect(run(exported, '--key', key, '--checkpoint', kept)).toMatchObject({
      ok: true,
      records: 30,
      provesAuthorship: true,
    });
    const cut = put('cut.export', readFileSync(exported, 'utf8').split('\n').slice(0, 20).join('\n'));
    expect(() => run(cut)).toThrow(expect.objectContaining({ status: 6 }));
    expect(() => run()).toThrow(expect.objectContaining({ status: 2 }));
    expect(() => run(join(folder, 'none'))).toThrow(expect.objectContaining({ status: 4 }));
  });

  it('proves a record, an order, and that the log goes on from a checkpoint', async () => {
    for (const what of [['7'], ['o-7.0'], ['--since', kept]]) {
      const { stdout } = await conclave('audit', 'prove', session, ...what);
      const proof = put('proof.json', stdout);
      expect(await conclave('audit', 'verify', proof, '--key', key)).toMatchObject({ exitCode: 0 });
      writeFileSync(
        proof,
        stdout.replace('"path": [', `"path": ["${'00'.repeat(32)}"${stdout.includes('"path": []') ? '' : ','}`),
      );
      expect(await conclave('audit', 'verify', proof, '--key', key)).toMatchObject({ exitCode: 6 });
    }
    expect(await conclave('audit', 'prove', session)).toMatchObject({ exitCode: 2 });
    expect(await conclave('audit', 'prove', session, '31')).toMatchObject({ exitCode: 2 });
  });

  it('answers questions', async () => {
    const { stdout } = await conclave(
      'audit',
      'query',
      session,
      '--order',
      'o-7.0',
      '--subject',
      'executions.fill',
      '--json',
    );
    expect(JSON.parse(stdout)).toMatchObject({ count: 2, more: false, messages: [{ sequence: 9 }, { sequence: 10 }] });
    const some = await conclave('audit', 'query', session, '--agent', 'trend', '--limit', '1');
    expect(some.stdout.trim().split('\n')).toHaveLength(1);
    expect(some.stderr).toContain('only the first 1 messages');
    expect(await conclave('audit', 'query', session, '--from', 'noon')).toMatchObject({ exitCode: 2 });
  });

  it('reports', async () => {
    const json = async (...args: string[]) =>
      JSON.parse((await conclave('audit', 'report', session, ...args, '--json')).stdout);
    expect(await json()).toMatchObject({ count: 6 });
    expect(await json('--what', 'changes')).toMatchObject({ count: 5 });
    expect(await json('--what', 'limits')).toMatchObject({
      limits: { maxDailyLoss: { who: 'ana' } },
      breaches: { position: { count: 6 } },
    });
    expect(await json('--what', 'order', '--order', 'o-7.0', '--at', '2023-11-14T22:13:22.250Z')).toMatchObject({
      state: 'partiallyFilled',
    });
    expect(await json('--what', 'fields')).toEqual({ missing: [], count: 0 });
    const texts = await Promise.all(
      ['limits', 'order', 'fields', 'fills'].map((what) =>
        conclave('audit', 'report', session, '--what', what, '--order', 'o-7.0'),
      ),
    );
    expect(texts.map(({ exitCode }) => exitCode)).toEqual([0, 0, 0, 0]);
    expect(texts[0].stdout).toContain('ana');
    expect(texts[1].stdout).toContain('o-7.0: filled, filled 10, remaining 0');
  });

  it('prints what there is, names what is missing, and ends with 6', async () => {
    const holed = join(folder, 'holed');
    for (let size = 5; size <= 30; size += 5)
      await writeLog(join(holed, 'audit'), sessionRecords(size), signer, { segmentBytes: 4_000 });
    const records = join(holed, 'audit', 'records');
    const names = readdirSync(records);
    const firsts = names.map((name) => Number(name.slice(0, 16)));
    expect(names.length).toBeGreaterThan(4);
    const ask = async (...args: string[]) => {
      const { exitCode, stdout, stderr } = await conclave('audit', 'query', holed, '--json', ...args);
      const { messages } = JSON.parse(stdout) as { messages: { sequence: number }[] };
      return { exitCode, stderr, asked: [...new Set(messages.map(({ sequence }) => sequence))] };
    };
    const all = (isThere: (sequence: number) => boolean): number[] =>
      Array.from({ length: 30 }, (_, i) => i + 1).filter(isThere);
    expect(await ask()).toEqual({ exitCode: 0, stderr: '', asked: all(() => true) });

    const path = join(records, names[1]);
    const bytes = readFileSync(path);
    rmSync(path);
    const gone = await ask();
    expect(gone.asked).toEqual(all((sequence) => sequence < firsts[1] || sequence >= firsts[2]));
    expect(gone.exitCode).toBe(6);
    expect(gone.stderr).toContain(`records ${firsts[1]} to ${firsts[2] - 1} are missing`);
    expect(gone.stderr.trim().split('\n')).toHaveLength(1);
    for (const what of ['fills', 'changes', 'limits', 'fields'])
      expect(await conclave('audit', 'report', holed, '--what', what)).toMatchObject({
        exitCode: 6,
        stderr: gone.stderr,
      });
    expect(await conclave('explain', holed, 'o-2.0')).toMatchObject({ exitCode: 6, stderr: gone.stderr });
    // An order may stand where nothing can be read.
    const unknown = 'o-999.0';
    for (const question of [
      ['explain', holed, unknown],
      ['audit', 'prove', holed, unknown],
      ['audit', 'report', holed, '--what', 'order', '--order', unknown],
    ])
      expect(await conclave(...question), question[0]).toMatchObject({
        exitCode: 6,
        stderr: expect.stringContaining(gone.stderr),
      });

    writeFileSync(`${path}.gz`, 'no archive');
    expect(await ask()).toMatchObject({
      exitCode: 6,
      asked: gone.asked,
      stderr: expect.stringContaining(`${names[1]}.gz`),
    });
    rmSync(`${path}.gz`);
    const lines = bytes.toString('utf8').split('\n');
    writeFileSync(path, lines.toSpliced(1, 1).join('\n'));
    expect(await ask()).toMatchObject({
      exitCode: 6,
      asked: all((sequence) => sequence !== firsts[1] + 1),
      stderr: expect.stringContaining(`record ${firsts[1] + 1} is missing`),
    });
    writeFileSync(path, bytes);
    rmSync(join(records, names.at(-1)!));
    expect((await ask()).stderr).toContain(`records ${firsts.at(-1)} to 30 are missing`);
  });

  it('explains an order, and packs nothing that is young', async () => {
    expect((await conclave('explain', session, 'f-10.0')).stdout).toContain('Order o-7.0: buy 10 SPX');
    expect(JSON.parse((await conclave('explain', session, 'o-7.0', '--json')).stdout)).toMatchObject({
      orderId: 'o-7.0',
    });
    expect(await conclave('audit', 'archive', session, '--older-than', '1d')).toMatchObject({ exitCode: 2 });
    expect(await conclave('audit', 'archive', session, '--json')).toMatchObject({
      exitCode: 0,
      stdout: '{\n  "archived": []\n}\n',
    });
  });
});
