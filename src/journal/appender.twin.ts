import { writeSync } from 'node:fs';
import process from 'node:process';
import { Journal } from './journal.ts';
import { lockFolder } from './lock.ts';

/**
 * A process for tests to kill: holds the lock of a folder and, told to `append`, appends to the journal in it for ever. It
 * prints, a line each, `locked`, then every last sequence that is safe; each record's payload is its own sequence.
 */
const [folder, task] = process.argv.slice(2);
lockFolder(folder);
writeSync(1, 'locked\n');
if (task === 'append') {
  const journal = await Journal.open(`${folder}/journal`, { segmentBytes: 20_000 });
  const append = (): void => {
    const next = journal.lastSequence + 1;
    journal.append(1, next, Buffer.from(`${next}`.padEnd(20 + (next % 300))));
  };
  journal.onSynced((sequence) => {
    writeSync(1, `${sequence}\n`);
    for (let i = 0; i < 7; i++) append();
  });
  append();
} else process.stdin.resume();
