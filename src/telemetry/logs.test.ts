import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { Redactor } from '../config/redact.ts';
import { readSecret } from '../config/secret.ts';
import { Fault } from '../core/base/fault.ts';
import type { Clock } from './clock.ts';
import { type LogFile, type LogOptions, openLog } from './logs.ts';
import { Metrics } from './metrics.ts';

const { folder, put } = temporaryFolder();
let files = 0;
let file: string;
let nowUs: number;
let redactor: Redactor;
let metrics: Metrics;
const clock: Clock = { nowUs: () => nowUs, steadyUs: () => nowUs, after: () => () => undefined };

beforeEach(() => {
  file = join(folder, 'logs', `${++files}.log`);
  nowUs = 1_700_000_000_000_000;
  redactor = new Redactor();
  metrics = new Metrics();
});

async function written(
  use: (log: LogFile) => void,
  more: Partial<LogOptions> = {},
): Promise<Record<string, unknown>[]> {
  const log = await openLog({ level: 'info', file, part: 'trader', clock, redactor, metrics, ...more });
  use(log);
  await log.close();
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

it('A line is a JSON object with time, level, part, text and what belongs to it', async () => {
  const lines = await written((log) => {
    log.debug('unseen');
    log.with({ correlationId: 'i-7' }).info('order sent', { orderId: 'o-7.0', lots: 3n });
    log.setLevel('debug');
    log.debug('seen');
  });
  expect(lines).toEqual([
    {
      level: 'info',
      time: '2023-11-14T22:13:20Z',
      part: 'trader',
      correlationId: 'i-7',
      orderId: 'o-7.0',
      lots: '3',
      text: 'order sent',
    },
    { level: 'debug', time: '2023-11-14T22:13:20Z', part: 'trader', text: 'seen' },
  ]);
});

it('An error brings its name, message, place and cause', async () => {
  const [line] = await written((log) => {
    log.error('failed', { error: new Error('outer', { cause: new Fault('world', 'disk', ['more']) }) });
  });
  expect(line.error).toMatchObject({
    name: 'Error',
    message: 'outer',
    stack: expect.stringContaining('logs.test.ts'),
    cause: { name: 'Fault', message: 'disk', kind: 'world', details: ['more'] },
  });
});

describe('A message that repeats', () => {
  it('is cut short, and how often is said when its window is over', async () => {
    const lines = await written(
      (log) => {
        for (let i = 0; i < 100; i++) log.warn('feed is late', { i });
        log.info('something else');
        nowUs += 10_000_000;
        log.warn('feed is late');
        for (let i = 0; i < 5; i++) log.warn('feed is late');
      },
      { repeatsMax: 3 },
    );
    expect(lines.map(({ text, times }) => [text, times].filter((x) => x !== undefined).join(' '))).toEqual([
      'feed is late',
      'feed is late',
      'feed is late',
      'something else',
      'a message was repeated 97',
      'feed is late',
      'feed is late',
      'feed is late',
      'a message was repeated 3',
    ]);
    expect(metrics.counter('telemetry_log_suppressed_total').value).toBe(100);
    expect(metrics.counter('telemetry_log_lines_total', { level: 'warn' }).value).toBe(8);
  });
});

describe('A secret is not written', () => {
  const CANARY = 'canary"with\\quotes and ünusual-9f8e7d';

  it('by its value, wherever it turns up and in the usual encodings', async () => {
    const places = { baseDir: folder, env: {}, redactor };
    const secret = readSecret('live.control.token', `file:${put('token', `${CANARY}\n`)}`, places);
    const failed = new Error(`401 for ${CANARY}`, { cause: { url: `http://x/?k=${encodeURIComponent(CANARY)}` } });
    Object.assign(failed, { body: `{"k":${JSON.stringify(CANARY)}}` });
    await written((log) => {
      log.info(`in the text ${CANARY}`, { note: CANARY, [CANARY]: 1 });
      log.info('nested', { a: { b: [new Map([[CANARY, new Set([CANARY])]])] }, secret });
      log.error('failed', { error: failed });
      log.info('encoded', { basic: Buffer.from(CANARY).toString('base64'), hex: Buffer.from(CANARY).toString('hex') });
      log.with({ source: CANARY }).info('child');
    });
    const text = readFileSync(file, 'utf8');
    for (const form of [
      CANARY,
      JSON.stringify(CANARY).slice(1, -1),
      JSON.stringify(JSON.stringify(CANARY)).slice(3, -3),
      encodeURIComponent(CANARY),
      Buffer.from(CANARY).toString('base64'),
      Buffer.from(CANARY).toString('hex'),
    ])
      expect(text).not.toContain(form);
    expect(text.match(/\[redacted\]/g)?.length).toBeGreaterThan(8);
    expect(text).not.toContain('9f8e7d');
  });

  it.each([
    'secret',
    'apiKey',
    'api_key',
    'X-API-Key',
    'password',
    'passphrase',
    'privateKey',
    'Authorization',
    'cookie',
    'token',
    'accessToken',
    'X-Signature',
    'credentials',
    'webhookSecret',
  ])('by the name that it goes by: %s', async (name) => {
    await written((log) => log.info('request', { headers: { [name]: 'canary-1' }, list: [{ [name]: ['canary-2'] }] }));
    expect(readFileSync(file, 'utf8')).not.toContain('canary');
  });
});

it('Circles, depth, and a field that throws do no harm', async () => {
  const circle: Record<string, unknown> = { bytes: new Uint8Array(3) };
  circle.self = circle;
  const lines = await written((log) => {
    log.info('circle', { circle });
    log.info('throws', {
      get bad(): string {
        throw new Error('no');
      },
    });
    log.info('throws inside', {
      in: {
        toJSON: () => {
          throw new Error('no');
        },
      },
    });
  });
  expect(lines[0].circle).toEqual({ bytes: '[3 bytes]', self: '[circle]' });
  expect(lines).toHaveLength(3);
});

it('A log that cannot be opened is told as the world at fault', async () => {
  mkdirSync(file, { recursive: true });
  await expect(openLog({ level: 'info', file, part: 'x', clock, redactor })).rejects.toThrow(
    `${file}: the log cannot be written (EISDIR)`,
  );
});

it('A process whose log could not be opened ends as it would have', () => {
  mkdirSync(file, { recursive: true });
  const script = `
    import { openLog } from ${JSON.stringify(new URL('logs.ts', import.meta.url).href)};
    const clock = { nowUs: () => 0, steadyUs: () => 0 };
    await openLog({ level: 'info', file: ${JSON.stringify(file)}, part: 'x', clock, redactor: {} }).catch(() => {});
    process.exit(0);`;
  const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

it(
  'A log file that is full is moved aside, the oldest goes, and no line is lost that there is room for',
  { timeout: 20_000 },
  async () => {
    const log = await openLog({
      ...{ level: 'info', file, part: 'trader', clock, redactor, metrics, repeatsMax: 1_000 },
      rotation: { bytesMax: 400, filesMax: 2 },
    });
    const told = (at: string): number[] =>
      readFileSync(at, 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line).n);
    for (let n = 0; n < 30; n++) {
      log.info('a line', { n });
      const isThere = () => [file, `${file}.1`].some((at) => existsSync(at) && told(at).includes(n));
      await expect.poll(isThere, { timeout: 10_000, interval: 2 }).toBe(true);
    }
    await log.close();
    const kept = [`${file}.2`, `${file}.1`, file].filter((at) => existsSync(at)).flatMap(told);
    expect(existsSync(`${file}.3`)).toBe(false);
    expect(kept).toEqual(Array.from({ length: kept.length }, (_, i) => 30 - kept.length + i));
    expect(statSync(`${file}.1`).size).toBeLessThan(800);
    expect(log.lost).toBe(0);
  },
);
