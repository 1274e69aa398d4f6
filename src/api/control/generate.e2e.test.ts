import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';

const { folder } = temporaryFolder();
const here = (name: string) => fileURLToPath(new URL(name, import.meta.url));

it('the code of control.proto is what control.proto makes (make proto)', () => {
  const path = `${folder}/control-v1.ts`;
  execFileSync(here('generate.sh'), [path]);
  expect(readFileSync(path, 'utf8')).toBe(readFileSync(here('control-v1.ts'), 'utf8'));
});
