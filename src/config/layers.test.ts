import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { effectiveOf } from './effective.ts';
import { faultTexts, LIVE_FILE, readLive } from './live-file.twin.ts';
import { parseRunFile } from './read-run-file.ts';
import { effectiveConfig, effectiveSettings } from './show.ts';

describe('Layers', () => {
  it('lie over each other: default < profile < file < environment < flags, and each value knows its own', () => {
    const read = readLive({
      env: { CONCLAVE__LIVE__METRICS__HOST: '::1', CONCLAVE__LIVE__RECONCILE__EVERY: '20s', CONCLAVE__SEED: '3' },
      flags: [{ flag: '--profile', key: 'live.profile', value: 'dev' }],
      sets: ['seed=4', 'live.reconcile.onStart=false'],
    });
    expect(read.file.seed).toBe(4);
    expect(read.file.live).toMatchObject({
      profile: 'dev',
      metrics: { host: '::1', port: 9000 },
      reconcile: { everyUs: 20_000_000, onStart: false },
      staleAfterUs: 10_000_000,
      telemetry: { logLevel: 'debug', logTo: 'stderr' },
      journal: { segmentMb: 16 },
    });
    const from = Object.fromEntries(effectiveSettings(read).map(({ key, origin, from }) => [key, [origin, from]]));
    expect(from).toMatchObject({
      seed: ['flag', '--set seed=4'],
      'live.profile': ['flag', '--profile dev'],
      'live.metrics.host': ['environment', 'CONCLAVE__LIVE__METRICS__HOST'],
      'live.metrics.port': ['file', 'live.yaml:9'],
      'live.telemetry.logLevel': ['profile', 'profile dev'],
      'live.journal.segmentMb': ['default', 'default'],
      'live.webhook.sources.tv.secret': ['file', 'live.yaml:12'],
      'live.webhook.sources.tv.burst': ['default', 'default'],
    });
  });

  it('find the profile wherever it is set, and never override what was written', () => {
    const text = LIVE_FILE.replace('staleAfter: 10s', 'feed: replay:ticks.csv\n  broker: { name: dry-run }');
    const { live } = readLive({ env: { CONCLAVE__LIVE__PROFILE: 'live' } }, text).file;
    expect([live.metrics.port, live.control.grpcPort, live.venue.cancelOnDisconnect]).toEqual([9000, 7411, true]);
  });

  it('mean the same when all that takes effect is written down', () => {
    fc.assert(
      fc.property(
        fc.subarray([
          'live.profile=dev',
          'live.feed=replay@max',
          'data.BTC.path=x.csv',
          'live.feed={source: synthetic}',
          'live.telemetry.traces.endpoint=http://127.0.0.1:4318/v1/traces',
          'execution.slicing={algorithm: twap, horizon: 5m}',
          'execution.slicing={algorithm: pov, horizon: 1h, participation: 0.1}',
          'execution.slippage={model: square-root}',
          'risk.maxDailyLoss=5000',
          'consensus.method=hedge',
          'live.webhook.sources.tv={id: tv, form: tradingview, secret: "file:s", allowFrom: [10.0.0.0/8]}',
        ]),
        (sets) => {
          fc.pre(!sets.includes('live.feed=replay@max') || sets.includes('data.BTC.path=x.csv'));
          const read = readLive({ sets });
          const again = readLive({}, stringify(effectiveOf(read.layers.root)));
          const { risk: _risk, ...file } = read.file;
          const { risk: _again, ...same } = again.file;
          expect(same).toEqual(file);
          expect(effectiveConfig(again)).toEqual(effectiveConfig(read));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('are one schema: a backtest reads a live file, and no live setting is made up for it', () => {
    const text = LIVE_FILE.replace('interval: 1m', 'interval: 1m, path: x.csv');
    expect(parseRunFile(text, 'live.yaml').live?.metrics.port).toBe(9000);
    expect(parseRunFile(text.replace(/live:[^]*/, ''), 'live.yaml').live).toBeUndefined();
  });
});

describe('The environment', () => {
  it('names keys of any depth, entries of lists by id, and limits', () => {
    const { file } = readLive({
      env: {
        CONCLAVE__AGENTS__TREND__PARAMS__FAST: '5',
        CONCLAVE__RISK__MAX_DAILY_LOSS: '700',
        CONCLAVE__LIVE__WEBHOOK__SOURCES__TV__PER_SECOND: '3',
        CONCLAVE__LIVE__FEED: 'replay:ticks.csv@2',
        CONCLAVE_HOME: '/else',
        CONCLAVE_ANYTHING: 'x',
        PATH: '/bin',
      },
    });
    expect(file.agents[0].params).toEqual({ fast: 5 });
    expect(file.risk).toEqual({ maxDailyLoss: 700 });
    expect(file.live.webhook.sources[0].perSecond).toBe(3);
    expect(file.live.feed).toEqual({ source: 'replay', path: 'ticks.csv', speed: 2 });
  });

  it.each([
    ['CONCLAVE__LIVE__METRIX__PORT', "expected a key of the run file, 'metrix' is none; did you mean 'metrics'?"],
    ['CONCLAVE__LVE__METRICS__PORT', "expected a key of the run file, 'lve' is none; did you mean 'live'?"],
    ['CONCLAVE__', "expected a key of the run file, '' is none"],
    ['CONCLAVE__SEED', "seed: expected a number, was 'x'"],
  ])('%s that means nothing is refused by name', (name, text) => {
    expect(faultTexts(() => readLive({ env: { [name]: 'x' } }))[0]).toBe(`${name}: ${text}`);
  });
});

describe('A live file is refused with the place, the key and what was expected', () => {
  it.each([
    ['live.profile=prod', "live.profile: expected one of dev, paper, live, was 'prod'"],
    [
      'live.feed=replai',
      "live.feed: expected replay, replay:PATH, replay:PATH@SPEED, csv:PATH, synthetic or none, was 'replai'",
    ],
    ['live.feed=replay:a@0', "live.feed: expected a factor above 0, or 'max', was 'replay:a@0'"],
    ['live.feed={source: csv}', 'live.feed.path: expected a text, was not given'],
    ['live.feed=replay', 'data.BTC: expected a path or a catalogue, was neither'],
    ['live.metrics.port=70000', 'live.metrics.port: expected a number <= 65535, was 70000'],
    ['live.staleAfter=5', "live.staleAfter: expected a duration such as '5s' or '1d', was 5"],
    ['live.venue.faults.lostReplies=2', 'live.venue.faults.lostReplies: expected a number <= 1, was 2'],
    ['live.telemetry.logLevel=loud', "live.telemetry.logLevel: expected one of debug, info, warn, error, was 'loud'"],
    [
      'live.telemetry.traces.endpoint=collector',
      "live.telemetry.traces.endpoint: expected an http(s) address of an OTLP collector, was 'collector'",
    ],
    [
      'live.webhook.sources.tv.form=tradingview',
      'live.webhook.sources.tv.allowFrom: expected addresses under tradingview, which cannot sign, was not given',
    ],
    [
      'live.webhook.sources.tv.allowFrom=[10.0.0.0/40]',
      "live.webhook.sources.tv.allowFrom[0]: expected an address or a network such as '203.0.113.7' or '203.0.113.0/24', was '10.0.0.0/40'",
    ],
    ['live.bus.kind=nats', "live.bus.kind: expected memory, was 'nats'"],
    ['live.profile=live', 'live.feed: expected real market data under profile live, was synthetic'],
    [
      'execution.slicing={algorithm: twap, horizon: 5m, slices: 0}',
      'execution.slicing.slices: expected a whole number from 1 to 10000, was 0',
    ],
  ])('%s', (set, text) => {
    expect(faultTexts(() => readLive({ sets: [set] }))[0]).toMatch(
      new RegExp(`^(--set ${RegExp.escape(set)}|live.yaml:\\d+): ${RegExp.escape(text)}$`),
    );
  });
});
