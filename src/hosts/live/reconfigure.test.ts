import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { resolveRisk } from '../../core/risk/risk-config.ts';
import { parseLiveFile, type ReadLiveFile } from '../../config/read-run-file.ts';
import { effectiveConfig } from '../../config/show.ts';
import { DEMO } from './demo.ts';
import { keysOf } from './limits-watch.ts';
import { reconfigure } from './reconfigure.ts';
import type { SessionFile } from './session-file.ts';

const QUICK_START = readFileSync(fileURLToPath(new URL('../../../examples/quickstart.yaml', import.meta.url)), 'utf8');

function read(text: string, ...sets: string[]): ReadLiveFile {
  return parseLiveFile(text, 'a file', '/there', { env: {}, sets });
}

/** What a first start with this writes down. */
function recordOf(asked: ReadLiveFile): SessionFile {
  const config = effectiveConfig(asked) as SessionFile['config'];
  return { config, current: config, baseDir: '/there' } as SessionFile;
}

function riskOf({ file }: ReadLiveFile): unknown {
  return resolveRisk(file.risk, { accountType: file.account.type, seed: file.seed });
}

it.each([
  ['the demo', DEMO],
  ['the quick start', QUICK_START],
])('%s goes on as it began: what is recorded is what was used', (_what, text) => {
  const asked = read(text);
  const { read: used, limits, method } = reconfigure('dir', recordOf(asked), asked);
  expect({ limits, method }).toEqual({ limits: {}, method: undefined });
  expect({ ...used.file, risk: riskOf(used) }).toEqual({ ...asked.file, risk: riskOf(asked) });
});

it('A limit, the method and a port may be others; the engine is made as it was and told of it', () => {
  const recorded = recordOf(read(DEMO));
  const asked = read(DEMO, 'risk.maxDailyLoss=700', 'consensus.method=majority', 'live.metrics.port=9464');
  const { read: used, limits, method } = reconfigure('dir', recorded, asked);
  expect(limits).toEqual({ maxDailyLoss: 700 });
  expect(method).toEqual({ method: 'majority', weights: {} });
  expect(riskOf(used)).toEqual(riskOf(read(DEMO)));
  expect(used.file.consensus).toEqual(read(DEMO).file.consensus);
  expect(used.file.live.metrics.port).toBe(9464);
});

it('Another profile, or a limit that is taken away, sets every limit', () => {
  const limitsOf = (text: string) =>
    keysOf(resolveRisk(read(text).file.risk, { accountType: 'margin', seed: 0 }).limits);
  const aggressive = DEMO.replace('profile: moderate', 'profile: aggressive');
  const own = DEMO.replace('profile: moderate', 'profile: moderate, maxDailyLoss: 700');
  expect(reconfigure('dir', recordOf(read(DEMO)), read(aggressive)).limits).toEqual(limitsOf(aggressive));
  expect(reconfigure('dir', recordOf(read(own)), read(DEMO)).limits).toEqual(limitsOf(DEMO));
  expect(limitsOf(DEMO)).not.toEqual(limitsOf(aggressive));
});

it.each([
  ['seed=7', 'seed is 42 there, not 7'],
  ['agents.trend.params.fast=11', 'agents.trend.params.fast is 10 there, not 11'],
  ['live.feed=none', 'live.feed.source is "synthetic" there, not "none"'],
  ['risk.resumeAfter=3', 'risk.resumeAfter is 20 there, not 3'],
  ['consensus.method=sum', 'consensus.method is "adahedge" there, not "sum"'],
])('%s is another session', (set, told) => {
  expect(() => reconfigure('dir', recordOf(read(DEMO)), read(DEMO, set))).toThrow(told);
});

it('A session of another name is told by its name first', () => {
  expect(() => reconfigure('dir', recordOf(read(DEMO)), read(QUICK_START))).toThrow(
    'dir: another session is there: name is "demo" there, not "quickstart"',
  );
});
