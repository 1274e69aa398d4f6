import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type MetricEntry, metricCatalogue } from './metric-catalogue.ts';

const PAGE = fileURLToPath(new URL('../../docs/observability.md', import.meta.url));
const [FROM, TO] = ['<!-- metrics: written by src/telemetry/observability.test.ts -->\n', '<!-- /metrics -->'];

function table(): string {
  const rows = Object.entries(metricCatalogue).map(([name, entry]) => {
    const { type, labels, help }: MetricEntry = entry;
    return `| \`${name}\` | ${type} | ${labels.map((label) => `\`${label}\``).join(' ')} | ${help} |`;
  });
  return `\n${['| metric | type | labels | what it says |', '|---|---|---|---|', ...rows].join('\n')}\n\n`;
}

it('The page on observability has every metric, as the catalogue has it', () => {
  const page = readFileSync(PAGE, 'utf8');
  const [before, rest] = page.split(FROM);
  const after = rest?.split(TO)[1];
  const wanted = `${before}${FROM}${table()}${TO}${after}`;
  if (process.env.GOLDEN === 'write') writeFileSync(PAGE, wanted);
  expect(readFileSync(PAGE, 'utf8'), 'run this test with GOLDEN=write and commit the page').toBe(wanted);
});
