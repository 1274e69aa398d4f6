import { leavesOf } from './effective.ts';
import { feedSection } from './feed-section.ts';
import { type Path, pathText } from './problem.ts';

export interface ConfigChange {
  /** `risk.maxDailyLoss`; an entry of a list by its id. */
  readonly key: string;
  /** undefined: was not there. */
  readonly from: unknown;
  /** undefined: is no longer there. */
  readonly to: unknown;
}

export interface ConfigChanges {
  /** Can take effect in a running session. */
  readonly now: readonly ConfigChange[];
  /** Take effect with the next start; nothing on record depends on them. */
  readonly restart: readonly ConfigChange[];
  /** Would make the record mean something else: of another session. */
  readonly session: readonly ConfigChange[];
}

/** What a running session can take over; `*` stands for one name, a last `**` for everything below. */
const NOW: readonly string[] = [
  'risk.**',
  'consensus.method',
  'consensus.weights.**',
  'live.feed.speed',
  'live.feed.ticksPerSecond',
  'live.staleAfter',
  'live.reconcile.every',
  'live.retention.**',
  'live.snapshots.**',
  'live.audit.checkpointRecords',
  'live.audit.checkpointEvery',
  'live.audit.stallRecords',
  'live.audit.stallAfter',
  'live.telemetry.logLevel',
  'live.telemetry.traces.**',
  'live.webhook.sources.**',
];

/** What only the process is made of: ports, files, other processes, how long somebody is waited for. */
const AT_START: readonly string[] = [
  'output.**',
  'sweep.**',
  'walkForward.**',
  'live.profile',
  'live.api.**',
  'live.control.**',
  'live.metrics.**',
  'live.telemetry.logTo',
  'live.bus.**',
  'live.journal.**',
  'live.watchdog.**',
  'live.broker.timeout',
  'live.broker.ping',
  'live.reconcile.onStart',
  'live.venue.latencyMs',
  'live.venue.jitterMs',
  'live.venue.faults.**',
  'live.feed.speed',
];

/** The differences between two configurations, as `effectiveConfig` gives them, sorted by key. */
export function configChanges(before: unknown, after: unknown): ConfigChanges {
  const [old, next] = [leavesByKey(withFeed(before)), leavesByKey(withFeed(after))];
  const keys = [...new Set([...old.keys(), ...next.keys()])].sort();
  const changes = keys
    .map((key) => ({ key, from: old.get(key), to: next.get(key) }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
  const [now, restart, session]: ConfigChange[][] = [[], [], []];
  for (const change of changes) (isNow(change) ? now : isOneOf(AT_START, change.key) ? restart : session).push(change);
  return { now, restart, session };
}

/** A feed in short is the block that it stands for. */
function withFeed(config: unknown): unknown {
  const { live } = config as { readonly live?: { readonly feed?: unknown } };
  return typeof live?.feed === 'string'
    ? { ...(config as object), live: { ...live, feed: feedSection.parse(live.feed) } }
    : config;
}

function leavesByKey(config: unknown): Map<string, unknown> {
  return new Map(leavesOf(config).map(({ path, value }) => [keyText(path, config), value]));
}

/** A list of plain values is told by its places, one of blocks by their ids: a new entry in front is not a change of all. */
function keyText(path: Path, root: unknown): string {
  return pathText(path, root).replaceAll(/\[(\d+)\]/g, '.$1');
}

/** As fast as it goes is another way of running: the market waits for the venue. */
function isNow({ key, from, to }: ConfigChange): boolean {
  return isOneOf(NOW, key) && !(key === 'live.feed.speed' && [from, to].some((speed) => typeof speed !== 'number'));
}

function isOneOf(patterns: readonly string[], key: string): boolean {
  const names = key.split('.');
  return patterns.some((pattern) => {
    const wanted = pattern.split('.');
    const open = wanted.at(-1) === '**';
    const fixed = open ? wanted.slice(0, -1) : wanted;
    if (open ? names.length < fixed.length : names.length !== fixed.length) return false;
    return fixed.every((name, i) => name === '*' || name === names[i]);
  });
}
