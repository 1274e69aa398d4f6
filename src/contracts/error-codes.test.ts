import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { errorCodes, isErrorCode } from './error-codes.ts';

const root = fileURLToPath(new URL('../', import.meta.url));
const FAMILIES = ['GW', 'AUTH', 'DATA', 'STRAT', 'META', 'RISK', 'EXEC', 'CTL', 'BUS', 'AUDIT'];
const WRITTEN = new RegExp(`'((?:${FAMILIES.join('|')})_[A-Z_]+)'`, 'g');

/** Every code that some file of `src` writes, and where. */
function written(): Map<string, string> {
  const found = new Map<string, string>();
  for (const entry of readdirSync(root, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.ts') || entry.name.startsWith('error-codes')) continue;
    const path = `${entry.parentPath}/${entry.name}`;
    for (const [, code] of readFileSync(path, 'utf8').matchAll(WRITTEN)) found.set(code, path.slice(root.length));
  }
  return found;
}

it('Every code that the code names is in the catalogue', () => {
  const codes = written();
  expect(codes.size).toBeGreaterThan(20);
  expect([...codes].filter(([code]) => !isErrorCode(code))).toEqual([]);
});

it('Every code is of a family, and answers with a status of an error', () => {
  for (const [code, { status, about }] of Object.entries(errorCodes)) {
    expect(FAMILIES).toContain(code.slice(0, code.indexOf('_')));
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(600);
    expect(about).not.toBe('');
  }
  expect(isErrorCode('constructor')).toBe(false);
});
