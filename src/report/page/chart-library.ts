import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { PageLibrary } from './document.ts';

/** uPlot as it is installed, with its licence: that asks to go where the code goes. */
export function chartLibrary(): PageLibrary {
  const folder = dirname(createRequire(import.meta.url).resolve('uplot/package.json'));
  const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
  return {
    script: `/* uPlot\n\n${read('LICENSE')}*/\n${read('dist/uPlot.iife.min.js')}`,
    style: read('dist/uPlot.min.css'),
  };
}
