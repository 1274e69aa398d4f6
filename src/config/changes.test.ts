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

it('Anything else needs a new start, and is named with both values', () => {
  const { now, restart } = changes(['live.metrics.port=1', 'agents.trend.params.fast=9', 'live.broker.name=dry-run']);
  expect(now).toEqual([]);
  expect(restart).toEqual([
    { key: 'agents.trend.params.fast', from: 20, to: 9 },
    { key: 'live.broker.name', from: 'paper', to: 'dry-run' },
    { key: 'live.metrics.port', from: 9000, to: 1 },
  ]);
});

it('Nothing changes when nothing does, and a new agent in front changes no other', () => {
  expect(changes([])).toEqual({ now: [], restart: [] });
  const text = LIVE_FILE.replace('agents:\n', 'agents:\n  - { id: first, strategy: pairs }\n');
  const { restart } = changes([], [], text);
  expect(restart.map(({ key }) => key)).toEqual(['agents.first.id', 'agents.first.params', 'agents.first.strategy']);
});

it('A limit that is taken away is a change', () => {
  expect(changes([], ['risk.collar=0.01']).now).toEqual([{ key: 'risk.collar', from: 0.01, to: undefined }]);
});
