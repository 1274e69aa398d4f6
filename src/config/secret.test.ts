import { inspect } from 'node:util';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { faultTexts, LIVE_FILE, readLive } from './live-file.twin.ts';
import { Redactor } from './redact.ts';
import { readSecret } from './secret.ts';
import { effectiveConfig, effectiveSettings } from './show.ts';

const { folder, put } = temporaryFolder();
const CANARY = 'canary-5f2b9c';

it('A secret is read from where the reference points, and prints as nothing', () => {
  const redactor = new Redactor();
  const places = { baseDir: folder, env: { TV: `${CANARY}-env` }, redactor };
  put('secret', `${CANARY}-file\n`);
  const secret = readSecret('k', 'file:secret', places);
  expect([secret.reveal(), readSecret('k', 'env:TV', places).reveal()]).toEqual([`${CANARY}-file`, `${CANARY}-env`]);
  expect(
    `${String(secret)} ${JSON.stringify({ secret })} ${inspect(secret)} ${inspect({ a: [secret] })}`,
  ).not.toContain(CANARY);
  expect(redactor.text(`x ${CANARY}-file y`)).toBe('x [redacted] y');
  put('secret', `${CANARY}-new`);
  expect(readSecret('k', 'file:secret', places).reveal()).toBe(`${CANARY}-new`);
});

it.each([
  ['env:NONE', 'expected the environment variable NONE to be set, was not'],
  ['file:none', 'there is no such file'],
  ['file:empty', 'expected a secret in file:empty, was empty'],
])('%s that holds nothing is told by its key', (reference, text) => {
  put('empty', ' \n');
  const places = { baseDir: folder, env: {}, redactor: new Redactor() };
  expect(faultTexts(() => readSecret('live.control.tokens', reference, places))[0]).toMatch(`live.control.tokens: `);
  expect(faultTexts(() => readSecret('live.control.tokens', reference, places))[0]).toContain(text);
});

const CASES: [what: string, from: string, to: string, key: string][] = [
  ['where a reference belongs', '"env:TV_SECRET"', CANARY, 'live.webhook.sources.tv.secret'],
  ['in another shape', '"env:TV_SECRET"', `{ value: ${CANARY} }`, 'live.webhook.sources.tv.secret'],
  ['under a key that nobody knows', 'metrics: {', `metrics: { apiKey: ${CANARY},`, 'live.metrics.apiKey'],
  ['where a list belongs', 'sources:\n', `sources: { secret: ${CANARY} }\n    x:\n`, 'live.webhook.sources'],
  ['in the parameters of a strategy', 'fast: 20', `fast: 20, apiKey: ${CANARY}`, 'agents.trend.params.apiKey'],
  ['deep in the parameters', 'fast: 20', `a: [{ password: ${CANARY} }]`, 'agents.trend.params.a[0].password'],
];

it.each(CASES)(
  'A secret that was written down is refused by the name of its key, never shown: %s',
  (_what, from, to, key) => {
    const text = LIVE_FILE.replace(from, to);
    expect(text).not.toBe(LIVE_FILE);
    const told = faultTexts(() => readLive({}, text)).join('\n');
    expect(told).toContain(`${key}: `);
    expect(told).not.toContain(CANARY);
  },
);

it.each([
  `live.webhook.sources.tv.secret=${CANARY}`,
  `live.webhook.sources.nobody.secret=${CANARY}`,
  `live.control.tokens={a: ${CANARY}}`,
  `live.audit.signingKey=${CANARY}`,
  `agents.trend.params.secret=${CANARY}`,
  `live.webhook.secret=[${CANARY}`,
])('Nor is it shown when a flag or the environment brings it: %s', (set) => {
  expect(faultTexts(() => readLive({ sets: [set] })).join('\n')).not.toContain(CANARY);
  const variable = { CONCLAVE__LIVE__WEBHOOK__SOURCES__TV__SECRET: CANARY };
  expect(faultTexts(() => readLive({ env: variable })).join('\n')).not.toContain(CANARY);
});

it('What takes effect is shown without secrets, and says where they are', () => {
  const read = readLive({ sets: ['agents.trend.params.pass_word=1', `agents.trend.params.token=${CANARY}`] });
  const shown = JSON.stringify([effectiveConfig(read), effectiveSettings(read)]);
  expect(shown).not.toContain(CANARY);
  expect(shown).toContain('env:TV_SECRET');
});
