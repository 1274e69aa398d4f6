import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { type MetricEntry, metricCatalogue, type MetricName } from './metric-catalogue.ts';

const entries = Object.entries(metricCatalogue) as [MetricName, MetricEntry][];

/** Every name that shipped code hands to `Metrics`, by where it stands. */
function emitted(): Map<string, string> {
  const src = fileURLToPath(new URL('..', import.meta.url));
  const found = new Map<string, string>();
  for (const path of readdirSync(src, { recursive: true, encoding: 'utf8' })) {
    if (!path.endsWith('.ts') || /\.(test|e2e\.test|twin|contract)\.ts$/.test(path)) continue;
    const text = readFileSync(`${src}/${path}`, 'utf8');
    for (const [, name] of text.matchAll(/\.(?:counter|gauge|histogram|summary|read)\(\s*'([a-z]\w*)'/g))
      found.set(name, path);
  }
  return found;
}

const familyOf = (name: string) => name.split('_')[0];

it('Every metric of the catalogue is emitted somewhere', () => {
  const names = emitted();
  expect(entries.map(([name]) => name).filter((name) => !names.has(name))).toEqual([]);
});

it('Nothing is emitted that the catalogue does not have', () => {
  expect([...emitted().keys()].filter((name) => !Object.hasOwn(metricCatalogue, name))).toEqual([]);
});

it('Names tell family, unit and type, as Prometheus wants them', () => {
  const families = new Set(
    'gateway feed strategy meta risk order broker ledger audit journal bus telemetry'.split(' '),
  );
  for (const [name, { type, unit, labels, bounds }] of entries) {
    expect(families.has(familyOf(name)), name).toBe(true);
    expect(name.endsWith('_total'), name).toBe(type === 'counter');
    if (unit !== 'one') expect(name, name).toContain(`_${unit}`);
    expect(type === 'histogram', name).toBe(bounds !== undefined);
    expect(
      [...(bounds ?? [])].every((bound, i, all) => i === 0 || bound > all[i - 1]),
      name,
    ).toBe(true);
    for (const label of labels) expect(['le', 'quantile'].includes(label), name).toBe(false);
  }
});
