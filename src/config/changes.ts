import { leavesOf } from './effective.ts';
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
  /** Need a new start; a session goes on as if they were not there. */
  readonly restart: readonly ConfigChange[];
}

/** What a running session can take over; `*` stands for one name, a last `**` for everything below. */
const RELOADABLE: readonly string[] = [
  'risk.**',
  'consensus.method',
  'consensus.weights.**',
  'live.staleAfter',
  'live.reconcile.every',
  'live.retention.**',
  'live.snapshots.**',
  'live.telemetry.logLevel',
  'live.webhook.sources.*.secret',
  'live.webhook.sources.*.previousSecret',
  'live.webhook.sources.*.allowFrom.**',
  'live.webhook.sources.*.perSecond',
  'live.webhook.sources.*.burst',
];

/** The differences between two configurations, as `effectiveConfig` gives them, sorted by key. */
export function configChanges(before: unknown, after: unknown): ConfigChanges {
  const [old, next] = [leavesByKey(before), leavesByKey(after)];
  const keys = [...new Set([...old.keys(), ...next.keys()])].sort();
  const changes = keys
    .map((key) => ({ key, from: old.get(key), to: next.get(key) }))
    .filter(({ from, to }) => JSON.stringify(from) !== JSON.stringify(to));
  return {
    now: changes.filter(({ key }) => isReloadable(key)),
    restart: changes.filter(({ key }) => !isReloadable(key)),
  };
}

function leavesByKey(config: unknown): Map<string, unknown> {
  return new Map(leavesOf(config).map(({ path, value }) => [keyText(path, config), value]));
}

/** A list of plain values is told by its places, one of blocks by their ids: a new entry in front is not a change of all. */
function keyText(path: Path, root: unknown): string {
  return pathText(path, root).replaceAll(/\[(\d+)\]/g, '.$1');
}

function isReloadable(key: string): boolean {
  const names = key.split('.');
  return RELOADABLE.some((pattern) => {
    const wanted = pattern.split('.');
    const open = wanted.at(-1) === '**';
    const fixed = open ? wanted.slice(0, -1) : wanted;
    if (open ? names.length < fixed.length : names.length !== fixed.length) return false;
    return fixed.every((name, i) => name === '*' || name === names[i]);
  });
}
