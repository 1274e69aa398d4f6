import { readFileSync } from 'node:fs';

/** The version of the running installation, as its package.json says: two folders up from here, in a checkout and in the package. */
export const version: string = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }).version;
