import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { faultTexts, LIVE_FILE, readLive } from './live-file.twin.ts';
import { readLimitsFile } from './limits-file.ts';
import { readRunFile } from './read-run-file.ts';
import { effectiveSettings } from './show.ts';

const { folder, put } = temporaryFolder();
const WITH_FILE = `${LIVE_FILE}risk: { file: limits.yaml }\n`;

it('Limits in a file of their own take effect, with a hash of what they say', () => {
  put('limits.yaml', 'profile: aggressive\nmaxDailyLoss: 5000\n');
  const { file, limits, layers, baseDir } = readLive({}, WITH_FILE, folder);
  expect(file.risk).toEqual({ profile: 'aggressive', maxDailyLoss: 5000 });
  const from = effectiveSettings({ file, limits, layers, baseDir }).filter(({ key }) => key.startsWith('risk.'));
  expect(from.map(({ key, value, from: where }) => [key, value, where])).toEqual([
    ['risk.maxDailyLoss', 5000, 'limits.yaml'],
    ['risk.profile', 'aggressive', 'limits.yaml'],
    ['risk.resumeAfter', 20, 'default'],
    ['risk.valueAtRiskMethod', 'historical', 'default'],
  ]);
  const hash = limits.state === 'known' ? limits.hash : '';
  expect(hash).toMatch(/^[\da-f]{64}$/);
  expect(readLimitsFile(put('same.yaml', '{ "maxDailyLoss": 5000, "profile": "aggressive" }'))).toMatchObject({ hash });
  expect(readLimitsFile(put('other.yaml', 'maxDailyLoss: 5001'))).not.toMatchObject({ hash });
});

it.each([
  ['not there', undefined, 'missing', 'there is no such file; limits are expected'],
  ['empty', '\n', 'invalid', 'expected limits, is empty'],
  ['no YAML', '{ profile: ', 'invalid', 'expected YAML or JSON'],
  ['a list', '[1]', 'invalid', 'expected a block of keys'],
  ['wrong', 'maxDailyLoss: 5000\ncollar: 5', 'invalid', 'limits.yaml:2: collar: expected a fraction'],
  ['of an unknown limit', 'maxDaillyLoss: 5', 'invalid', "did you mean 'maxDailyLoss'?"],
  ['pointing elsewhere', 'file: more.yaml', 'invalid', 'expected limits, not another file'],
])(
  'A limits file that is %s is a named condition with the most careful limits, not a crash',
  (what, text, state, reason) => {
    const own = join(folder, what.replaceAll(' ', '-'));
    mkdirSync(own);
    if (text !== undefined) put(join(what.replaceAll(' ', '-'), 'limits.yaml'), text);
    const { file, limits } = readLive({}, WITH_FILE, own);
    expect(limits).toMatchObject({ state, reason: expect.stringContaining(reason) });
    expect(file.risk).toEqual({ profile: 'conservative' });
  },
);

it('A folder in its place cannot be read', () => {
  expect(readLimitsFile(folder)).toMatchObject({ state: 'unreadable', reason: expect.stringContaining('EISDIR') });
});

it('A backtest without its limits does not run; limits in two places are refused', () => {
  const path = put(
    'run.yaml',
    WITH_FILE.replace('file: limits.yaml', 'file: none.yaml').replace('interval: 1m', 'interval: 1m, path: x'),
  );
  expect(faultTexts(() => readRunFile(path))[0]).toContain('risk.file: ');
  expect(faultTexts(() => readLive({ sets: ['risk.collar=0.1'] }, WITH_FILE, folder))[0]).toBe(
    '--set risk.collar=0.1: risk.collar: expected limits either here or in the file, was both',
  );
});
