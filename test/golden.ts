import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

/**
 * Compares a text with the golden file of this name. A change is shown as a difference; GOLDEN=write takes it over, to be
 * looked at and committed with the change that caused it.
 */
export function expectGolden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`golden/${name}`, import.meta.url));
  if (process.env.GOLDEN === 'write') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(
    text,
    `test/golden/${name} differs; if that is meant, run this test with GOLDEN=write and commit the file`,
  ).toBe(existsSync(path) ? readFileSync(path, 'utf8') : '');
}
