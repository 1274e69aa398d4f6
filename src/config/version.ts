import { readFileSync } from 'node:fs';

interface Manifest {
  readonly version: string;
}

/** Of the running installation, as its package.json says; two folders up from here in a checkout and in the package alike. */
export const version: string = (
  JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as Manifest
).version;
