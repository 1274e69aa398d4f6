import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { Chain } from './chain.ts';
import { publicKeyText } from './checkpoint.ts';
import { exportAudit } from './export.ts';
import { proveConsistency, proveRecord } from './prove.ts';
import { readRecord } from './record.ts';
import { newSigner, sessionRecords, writeLog } from './session.twin.ts';
import { Finding, verify } from './verify.ts';
import { readProof, verifyProof } from './verify-proof.ts';

const { folder: root, put } = temporaryFolder();
const signer = newSigner();
const key = publicKeyText(signer.publicKey);
const COUNT = 60;
const log = join(root, 'log');
const exported = join(root, 'log.export');
let notes: string[] = [];
let exportLines: string[] = [];
/** Places of the records among the lines of the export. */
let places: number[] = [];
let copies = 0;

beforeAll(async () => {
  for (const count of [20, 40, COUNT]) {
    const written = await writeLog(log, sessionRecords(count), signer, { segmentBytes: 12_000 });
    notes = [...notes, ...written.notes];
  }
  expect(await exportAudit(log, exported)).toBe(COUNT);
  exportLines = readFileSync(exported, 'utf8').trimEnd().split('\n');
  places = exportLines.flatMap((line, i) => (line.startsWith('{"caused"') ? [i] : []));
});

/** The verdict on the export with its lines changed, and where in the new file each line begins. */
function tampered(change: (lines: string[]) => string[] | void, options: Parameters<typeof verify>[1] = {}) {
  const lines = [...exportLines];
  const changed = change(lines) ?? lines;
  const path = put(`tampered-${(copies += 1)}.export`, `${changed.join('\n')}\n`);
  const starts = [0];
  for (const line of changed) starts.push(starts.at(-1)! + Buffer.byteLength(line) + 1);
  const verdict = verify(path, options);
  rmSync(path);
  return { verdict, starts };
}

function copy(): string {
  const folder = join(root, `copy-${(copies += 1)}`);
  cpSync(log, folder, { recursive: true });
  return folder;
}

const place = fc.integer({ min: 1, max: COUNT });

describe('A log as it was written', () => {
  it('is right, as a folder and as an export, and the verdict says what that shows', () => {
    for (const path of [log, exported]) {
      expect(verify(path, { key })).toMatchObject({ ok: true, records: COUNT, signed: COUNT, provesAuthorship: true });
      const own = verify(path);
      expect(own.ok).toBe(true);
      expect(own.message).toContain('this proves consistency, not authorship');
      for (const checkpoint of notes) expect(verify(path, { key, checkpoint }).ok).toBe(true);
    }
    expect(verify(exported).checkpoints).toBe(3);
  });

  it('without a record is right too', async () => {
    const { folder } = await writeLog(join(root, 'empty'), [], signer);
    expect(verify(folder, { key })).toMatchObject({ ok: true, records: 0 });
    expect(verify(folder, { key, checkpoint: notes[0] })).toMatchObject({ ok: false, finding: Finding.rollback });
  });
});

describe('Whatever is changed in an export is found, and named by its record and byte', () => {
  it('an edited record', () => {
    fc.assert(
      fc.property(place, fc.nat(), fc.integer({ min: 32, max: 126 }), (record, at, letter) => {
        const { verdict, starts } = tampered((lines) => {
          const line = lines[places[record - 1]];
          const column = at % line.length;
          const other = String.fromCharCode(line[column].charCodeAt(0) === letter ? letter - 1 || 33 : letter);
          lines[places[record - 1]] = line.slice(0, column) + other + line.slice(column + 1);
        });
        expect(verdict).toMatchObject({ ok: false, record, fromByte: starts[places[record - 1]] });
      }),
    );
  });

  it('a deleted record', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: COUNT - 1 }), (record) => {
        const { verdict, starts } = tampered((lines) => void lines.splice(places[record - 1], 1));
        expect(verdict).toMatchObject({ ok: false, record });
        const found = starts.indexOf(verdict.fromByte!);
        expect(found).toBeGreaterThanOrEqual(places[record - 1]);
        expect(found).toBeLessThanOrEqual(places[record]);
      }),
    );
  });

  it('a record put in, be it a copy or a new one that fits the chain', () => {
    fc.assert(
      fc.property(place, fc.boolean(), (record, isNew) => {
        const { verdict } = tampered((lines) => {
          const line = lines[places[record - 1]];
          const made = new Chain();
          made.take(Buffer.from(line));
          const next = { ...readRecord(line), sequence: record + 1, prev: made.head };
          lines.splice(places[record - 1] + 1, 0, isNew ? JSON.stringify(next) : line);
        });
        expect(verdict.ok).toBe(false);
        // The last record has its checkpoint behind it: the new one then stands between.
        if (record < COUNT) expect(verdict.record).toBe(record + 1);
      }),
    );
  });

  it('records that changed places', () => {
    fc.assert(
      fc.property(place, place, (a, b) => {
        fc.pre(a !== b);
        const { verdict, starts } = tampered((lines) => {
          [lines[places[a - 1]], lines[places[b - 1]]] = [lines[places[b - 1]], lines[places[a - 1]]];
        });
        const first = Math.min(a, b);
        expect(verdict).toMatchObject({
          ok: false,
          finding: Finding.sequence,
          record: first,
          fromByte: starts[places[first - 1]],
        });
      }),
    );
  });

  it('an end that was cut off, at any byte', () => {
    const bytes = readFileSync(exported);
    const path = join(root, 'cut.export');
    fc.assert(
      fc.property(fc.integer({ min: exportLines[0].length + 1, max: bytes.length - 1 }), (length) => {
        writeFileSync(path, bytes.subarray(0, length));
        // Where a cut leaves a shorter log that was right once, only a checkpoint that was kept tells.
        expect(verify(path, { checkpoint: notes.at(-1) })).toMatchObject({ ok: false });
      }),
    );
  });

  it('a chain forged from one record on, with its links, hashes and checkpoints gone, or all made anew', async () => {
    const forged = sessionRecords(COUNT).map((record) =>
      record.sequence === 33 ? { ...record, tsUs: record.tsUs + 1 } : record,
    );
    const thief = newSigner();
    const { folder: byThief } = await writeLog(join(root, 'by-thief'), forged, thief);
    expect(verify(byThief)).toMatchObject({ ok: true, provesAuthorship: false });
    expect(verify(byThief, { key })).toMatchObject({ ok: false, finding: Finding.signature });
    expect(verify(byThief, { checkpoint: notes[2] })).toMatchObject({ ok: false, finding: Finding.signature });
    // The very signer rewrote it: two histories, one key.
    const { folder: bySigner } = await writeLog(join(root, 'by-signer'), forged, signer);
    expect(verify(bySigner, { key }).ok).toBe(true);
    expect(verify(bySigner, { key, checkpoint: notes[0] }).ok).toBe(true);
    expect(verify(bySigner, { key, checkpoint: notes[1] })).toMatchObject({ ok: false, finding: Finding.history });
    // The forged records under the true checkpoints.
    cpSync(join(log, 'checkpoints.jsonl'), join(bySigner, 'checkpoints.jsonl'));
    expect(verify(bySigner, { key })).toMatchObject({ ok: false, finding: Finding.history, record: 21 });
  });

  it('a log rolled back to an earlier state of itself', async () => {
    const { folder } = await writeLog(join(root, 'rolled-back'), sessionRecords(20), signer);
    expect(verify(folder, { key }).ok).toBe(true);
    expect(verify(folder, { key, checkpoint: notes[2] })).toMatchObject({
      ok: false,
      finding: Finding.rollback,
      record: 21,
    });
  });

  it('a checkpoint of another size, another log, or none', async () => {
    const at = exportLines.findIndex((line) => line.startsWith('{"checkpoint"'));
    const changes: [string, (line: string) => string][] = [
      [Finding.signature, (line) => line.replace('\\n20\\n', '\\n19\\n')],
      [Finding.form, () => '{"checkpoint":"nothing"}'],
    ];
    for (const [finding, change] of changes) {
      const { verdict, starts } = tampered((lines) => void (lines[at] = change(lines[at])));
      expect(verdict).toMatchObject({ ok: false, finding, fromByte: starts[at] });
    }
    const { notes: others } = await writeLog(join(root, 'other'), sessionRecords(20), signer, {
      origin: 'conclave/other',
    });
    const { verdict } = tampered((lines) => void (lines[at] = JSON.stringify({ checkpoint: others[0] })), {
      checkpoint: notes[2],
    });
    expect(verdict).toMatchObject({ ok: false, finding: Finding.history });
  });
});

describe('Whatever is changed in a folder is found', () => {
  it('any one byte of the records, of the tree’s leaves, or of the checkpoints', () => {
    const folder = copy();
    const files = [
      ...readdirSync(join(folder, 'records')).map((name) => join(folder, 'records', name)),
      join(folder, 'tree', 'level-0'),
      join(folder, 'checkpoints.jsonl'),
    ];
    fc.assert(
      fc.property(fc.constantFrom(...files), fc.nat(), fc.integer({ min: 1, max: 255 }), (path, at, flip) => {
        const bytes = readFileSync(path);
        const changed = Buffer.from(bytes);
        changed[at % bytes.length] ^= flip;
        writeFileSync(path, changed);
        const verdict = verify(folder, { key });
        writeFileSync(path, bytes);
        expect(verdict.ok).toBe(false);
        if (!path.includes('records')) return;
        expect(verdict.path).toBe(path);
        // The byte lies in the record that is named, or is the line feed before it.
        expect(at % bytes.length).toBeGreaterThanOrEqual(verdict.fromByte! - 1);
        expect(at % bytes.length).toBeLessThan(verdict.toByte!);
      }),
      { numRuns: 100 },
    );
    expect(verify(folder, { key }).ok).toBe(true);
  });

  it('a segment that is missing, and a tree that is', () => {
    const folder = copy();
    const [, second] = readdirSync(join(folder, 'records'));
    rmSync(join(folder, 'tree'), { recursive: true });
    expect(verify(folder, { key }).ok).toBe(true);
    const path = join(folder, 'records', second);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace('"tsUs":17', '"tsUs":18'));
    expect(verify(folder, { key })).toMatchObject({
      ok: false,
      finding: Finding.record,
      record: Number(second.slice(0, 16)),
    });
    rmSync(path);
    expect(verify(folder, { key })).toMatchObject({
      ok: false,
      finding: Finding.sequence,
      record: Number(second.slice(0, 16)),
    });
  });

  it('records behind the last checkpoint, which only a log that runs may have', () => {
    const folder = copy();
    const path = join(folder, 'checkpoints.jsonl');
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    writeFileSync(path, `${lines.slice(0, 2).join('\n')}\n`);
    expect(verify(folder, { key })).toMatchObject({ ok: false, finding: Finding.unsigned, record: 41 });
    const running = verify(folder, { key, running: true });
    expect(running).toMatchObject({ ok: true, records: COUNT, signed: 40 });
    expect(running.message).toContain('20 more are not signed yet and not vouched for');
  });

  it('is told apart from what is no log at all', () => {
    const nothing = join(root, 'nothing');
    mkdirSync(nothing);
    expect(verify(nothing)).toMatchObject({ ok: false, finding: Finding.form });
    expect(verify(put('text.export', 'hello\n'))).toMatchObject({ ok: false, finding: Finding.form });
    expect(verify(log, { key: 'no key' })).toMatchObject({ ok: false, finding: Finding.form });
    expect(verify(log, { checkpoint: 'no note' })).toMatchObject({ ok: false, finding: Finding.form });
  });
});

describe('A proof', () => {
  it('of each record is accepted, and of nothing else', () => {
    fc.assert(
      fc.property(place, (record) => {
        const proof = readProof(JSON.stringify(proveRecord(log, record)))!;
        expect(verifyProof(proof, { key, checkpoint: notes[2] })).toMatchObject({
          ok: true,
          record,
          size: COUNT,
          provesAuthorship: true,
        });
        const text = proof.record!;
        expect(verifyProof({ ...proof, record: text.replace('SPX', 'SPY').replace('system', 'gps') }).ok).toBe(
          text === text.replace('SPX', 'SPY').replace('system', 'gps'),
        );
        expect(verifyProof({ ...proof, path: proof.path.slice(1) }).ok).toBe(false);
        expect(verifyProof(proof, { key: publicKeyText(newSigner().publicKey) }).ok).toBe(false);
        expect(verifyProof(proof, { checkpoint: notes[1] }).ok).toBe(false);
      }),
      { numRuns: 30 },
    );
  });

  it('that a checkpoint which was kept is the beginning of the log', async () => {
    for (const older of notes) {
      const proof = readProof(JSON.stringify(proveConsistency(log, older)))!;
      expect(verifyProof(proof, { key, checkpoint: older })).toMatchObject({ ok: true, size: COUNT });
      expect(verifyProof({ ...proof, path: [...proof.path, '00'.repeat(32)] }).ok).toBe(false);
    }
    const other = sessionRecords(40).map((record) => ({ ...record, tsUs: record.tsUs + 1 }));
    const { notes: fork } = await writeLog(join(root, 'fork'), other, signer);
    expect(verifyProof(proveConsistency(log, fork[0]), { key })).toMatchObject({ ok: false });
  });

  it('of what is not there is not made', () => {
    expect(() => proveRecord(log, COUNT + 1)).toThrow(/from 1 to 60, was 61/);
    expect(() => proveConsistency(log, 'x')).toThrow(/expected a checkpoint/);
    expect(readProof('{"conclaveProof":1}')).toBeUndefined();
    expect(readProof('no JSON')).toBeUndefined();
  });
});
