import { describe, expect, it } from 'vitest';
import { requireJournalEnd } from './journal-end.ts';

const check = (lastSequence: number, newest: number, size: number) => (): void =>
  requireJournalEnd({ folder: 'the journal', lastSequence }, { newest }, { size });

describe('The end of the journal', () => {
  it.each([
    ['it has just what follows it', 100, 100, 100],
    ['the audit log is behind, or is not there', 100, 100, 0],
    ['no snapshot is kept', 100, 0, 90],
    ['nothing has begun', 0, 0, 0],
  ])('is taken where %s', (_what, last, newest, size) => {
    expect(check(last, newest, size)).not.toThrow();
  });

  it.each([
    ['a snapshot', 101, 0, 'the journal: it ends with record 100, but a snapshot stands after record 101'],
    ['the audit log', 100, 101, 'the journal: it ends with record 100, but the audit log goes on to record 101'],
    [
      'both',
      250,
      300,
      'a snapshot stands after record 250 and the audit log goes on to record 300: expected the records',
    ],
  ])('is refused where %s is ahead of it', (_what, newest, size, said) => {
    expect(check(100, newest, size)).toThrow(expect.objectContaining({ kind: 'integrity' }));
    expect(check(100, newest, size)).toThrow(said);
  });
});
