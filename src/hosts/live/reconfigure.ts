import { Fault } from '../../core/base/fault.ts';
import { LIMIT_KEYS } from '../../core/risk/limits.ts';
import { type ConfigChange, configChanges } from '../../config/changes.ts';
import { effectiveOf } from '../../config/effective.ts';
import { parseLiveFile, type ReadLiveFile } from '../../config/read-run-file.ts';
import { effectiveConfig } from '../../config/show.ts';
import { keysOf, limitsIn } from './limits-watch.ts';
import { SESSION_NAME, type SessionFile } from './session-file.ts';

/** How a session that is there goes on. */
export interface Reconfiguration {
  /** Where the engine is concerned what the session began with, elsewhere what is asked for now. */
  readonly read: ReadLiveFile;
  /** Of risk, to be set. */
  readonly limits: Readonly<Record<string, number | string>>;
  readonly method: { readonly method: string; readonly weights: Readonly<Record<string, number>> } | undefined;
  /** All that differs and can take effect in a running session, limits and the method among it. */
  readonly now: readonly ConfigChange[];
}

/**
 * Holds what is asked for against what the session runs with. Limits, the method and what only concerns this process may be
 * others; any other difference would make the record mean something else, and is a Fault of kind config that names the first.
 */
export function reconfigure(dir: string, recorded: SessionFile, asked: ReadLiveFile): Reconfiguration {
  const next = effectiveConfig(asked);
  const { now, session } = configChanges(effectiveOf(recorded.current), next);
  const fixed = [...session, ...now.filter((change) => isFixed(change))];
  if (fixed.length > 0) {
    const [first, ...others] = fixed.toSorted((a, b) => Number(b.key === 'name') - Number(a.key === 'name')).map(told);
    throw new Fault(
      'config',
      `${dir}: another session is there: ${first}; choose a folder with --data, or give no file to go on with what is recorded`,
      others,
    );
  }
  const began = parseLiveFile(JSON.stringify(recorded.config), SESSION_NAME, recorded.baseDir, { env: {} });
  const { risk, consensus } = began.file;
  return {
    read: { ...asked, file: { ...asked.file, risk, consensus } },
    limits: limitsOf(now, asked),
    method: now.some(({ key }) => key.startsWith('consensus.')) ? methodOf(asked) : undefined,
    now,
  };
}

/** Those that differ; all of them where one was taken away or the profile is another: then the others mean something else. */
function limitsOf(now: readonly ConfigChange[], { file }: ReadLiveFile): Reconfiguration['limits'] {
  const changes = now.filter(({ key }) => key.startsWith('risk.'));
  if (changes.length === 0) return {};
  if (changes.every(({ key, to }) => key !== 'risk.profile' && isPlain(to)))
    return Object.fromEntries(changes.map(({ key, to }) => [key.slice('risk.'.length), to as number | string]));
  const limits = limitsIn(file.risk);
  if (limits instanceof Fault) throw limits;
  return keysOf(limits);
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string';
}

/** Of what may change: what of risk is no limit, and whose money it is that agents trade with. */
function isFixed({ key, from, to }: ConfigChange): boolean {
  if (key === 'consensus.method') return (from === 'sum') !== (to === 'sum');
  return key.startsWith('risk.') && key !== 'risk.profile' && !LIMIT_KEYS.includes(key.slice('risk.'.length));
}

function methodOf({ file }: ReadLiveFile): Reconfiguration['method'] {
  const { method, weights } = file.consensus;
  return { method, weights: { ...weights } };
}

function told({ key, from, to }: ConfigChange): string {
  return `${key} is ${shown(from)} there, not ${shown(to)}`;
}

function shown(value: unknown): string {
  return value === undefined ? 'left out' : JSON.stringify(value);
}
