import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../../test/golden.ts';
import { widthOf } from '../text-width.ts';
import { picture } from './picture.ts';
import { sampleView } from './sample-view.twin.ts';

const plain = (_style: unknown, text: string): string => text;
const bright = (_style: unknown, text: string): string => `\u001B[31m${text}\u001B[39m`;

describe('The picture of a session', () => {
  it.each([
    ['wide', 120, 36],
    ['narrow', 70, 44],
  ] as const)('is the one that was looked at (%s)', (name, columns, rows) => {
    const lines = picture(sampleView, { columns, rows }, plain);
    expect(lines).toHaveLength(rows);
    expectGolden(`live-view-${name}.txt`, `${lines.join('\n')}\n`);
  });

  it('fits any window, and ends with the keys', () => {
    for (const columns of [1, 20, 59, 99, 100, 101, 250])
      for (const rows of [1, 2, 5, 12, 24, 60]) {
        const lines = picture(sampleView, { columns, rows }, bright);
        expect(lines.length).toBeLessThanOrEqual(rows);
        for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(columns);
        if (rows >= 5 && columns >= 20) expect(lines.at(-1)).toContain('quit');
      }
  });

  it('lets nobody else write to the terminal', () => {
    expect(picture(sampleView, { columns: 120, rows: 40 }, plain).join('\n')).not.toContain('\u001B');
  });

  it('says first what is wrong', () => {
    const killed = {
      ...sampleView,
      state: 'killed',
      kills: [{ scope: 'account', id: '', reason: 'ada: enough' }],
      health: [{ name: 'audit', healthy: false, text: 'the disk is full' }],
      question: 'Kill?',
    };
    const lines = picture(killed, { columns: 120, rows: 40 }, plain);
    expect(lines.slice(0, 3).join('\n')).toContain('KILLED  account: ada: enough');
    expect(lines.join('\n')).toContain('■ audit: the disk is full');
    expect(lines.at(-1)).toContain('Kill?  y / n');
  });
});
