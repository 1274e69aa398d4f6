import { expect, it } from 'vitest';
import { configChanges } from './changes.ts';
import { LIVE_FILE, readLive } from './live-file.twin.ts';
import { effectiveConfig } from './show.ts';

function changes(sets: readonly string[], from: readonly string[] = [], text = LIVE_FILE) {
  return configChanges(effectiveConfig(readLive({ sets: from })), effectiveConfig(readLive({ sets }, text)));
}

it('Limits, the log level, the voting method, rates and secrets can change at once', () => {
  const { now, restart } = changes([
    'risk.maxDailyLoss=100',
    'risk.profile=conservative',
    'consensus.method=weighted',
    'consensus.weights={trend: 1}',
    'live.telemetry.logLevel=debug',
    'live.webhook.sources.tv.perSecond=5',
    'live.webhook.sources.tv.previousSecret=env:OLD',
  ]);
  expect(restart).toEqual([]);
  expect(now.map(({ key, to }) => [key, to])).toEqual([
    ['consensus.method', 'weighted'],
    ['consensus.weights.trend', 1],
    ['live.telemetry.logLevel', 'debug'],
    ['live.webhook.sources.tv.perSecond', 5],
    ['live.webhook.sources.tv.previousSecret', 'env:OLD'],
    ['risk.maxDailyLoss', 100],
    ['risk.profile', 'conservative'],
  ]);
});

it('How often things are written down, how fast a market is replayed and where traces go can change at once', () => {
  const { now, restart, session } = changes([
    'live.feed={source: synthetic, ticksPerSecond: 5}',
    'live.staleAfter=1s',
    'live.reconcile.every=1s',
    'live.retention.audit=900d',
    'live.snapshots.records=5',
    'live.audit.checkpointEvery=5s',
    'live.telemetry.traces={endpoint: "http://127.0.0.1:1/v1/traces"}',
  ]);
  expect({ restart, session }).toEqual({ restart: [], session: [] });
  expect(now.map(({ key }) => key)).toEqual([
    'live.audit.checkpointEvery',
    'live.feed.ticksPerSecond',
    'live.reconcile.every',
    'live.retention.audit',
    'live.snapshots.records',
    'live.staleAfter',
    'live.telemetry.traces.endpoint',
    'live.telemetry.traces.share',
  ]);
});

it('What only the process is made of waits for a new start, and the rest is of another session; both are named with both values', () => {
  const { now, restart, session } = changes([
    'live.metrics.port=1',
    'live.journal.segmentMb=1',
    'agents.trend.params.fast=9',
    'live.broker.name=dry-run',
    'live.audit.signingKey=env:KEY',
  ]);
  expect(now).toEqual([]);
  expect(restart).toEqual([
    { key: 'live.journal.segmentMb', from: 16, to: 1 },
    { key: 'live.metrics.port', from: 9000, to: 1 },
  ]);
  expect(session).toEqual([
    { key: 'agents.trend.params.fast', from: 20, to: 9 },
    { key: 'live.audit.signingKey', from: undefined, to: 'env:KEY' },
    { key: 'live.broker.name', from: 'paper', to: 'dry-run' },
  ]);
});

it('A replay goes faster or slower at once, and over to as fast as it goes with a new start', () => {
  const replay = (speed: string) => [`live.feed=replay:ticks.csv@${speed}`];
  expect(changes(replay('20'), replay('2')).now).toEqual([{ key: 'live.feed.speed', from: 2, to: 20 }]);
  for (const [from, to] of [
    ['2', 'max'],
    ['max', '2'],
  ])
    expect(changes(replay(to), replay(from))).toMatchObject({ now: [], restart: [{ key: 'live.feed.speed' }] });
});

it('Nothing changes when nothing does, and a new agent in front changes no other', () => {
  expect(changes([])).toEqual({ now: [], restart: [], session: [] });
  const text = LIVE_FILE.replace('agents:\n', 'agents:\n  - { id: first, strategy: pairs }\n');
  const { session } = changes([], [], text);
  expect(session.map(({ key }) => key)).toEqual(['agents.first.id', 'agents.first.params', 'agents.first.strategy']);
});

it('A limit that is taken away is a change', () => {
  expect(changes([], ['risk.collar=0.01']).now).toEqual([{ key: 'risk.collar', from: 0.01, to: undefined }]);
});
