import { homedir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { conclaveHome } from './conclave-home.ts';

it('The home is $CONCLAVE_HOME, or a folder of the user', () => {
  expect(conclaveHome({ CONCLAVE_HOME: '/data/conclave' })).toBe('/data/conclave');
  expect(conclaveHome({ CONCLAVE_HOME: '' })).toBe(join(homedir(), '.conclave'));
});
