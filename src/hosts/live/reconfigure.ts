import { Fault } from '../../core/base/fault.ts';
import { type ConfigChange, configChanges } from '../../config/changes.ts';
import { effectiveOf } from '../../config/effective.ts';
import { parseLiveFile, type ReadLiveFile } from '../../config/read-run-file.ts';
import { effectiveConfig } from '../../config/show.ts';
import { SESSION_NAME, type SessionFile } from './session-file.ts';

/** How a session that is there goes on. */
export interface Reconfiguration {
  /** Where the engine is concerned what the session began with, elsewhere what is asked for now. */
  readonly read: ReadLiveFile;
  /** Of risk, to be set. */
  readonly limits: Readonly<Record<string, number | string>>;
  readonly method: { readonly method: string; readonly weights: Readonly<Record<string, number>> } | undefined;
}

/** Places that people connect to, and how much is told: nothing in a session's record depends on them. */
const FREE = /^live\.(api|control|metrics|telemetry|bus)\./;

/**
 * Holds what is asked for against what the session runs with. Limits, the method and what only concerns this process may be
 * others; any other difference would make the record mean something else, and is a Fault of kind config that names the first.
 */
export function reconfigure(dir: string, recorded: SessionFile, asked: ReadLiveFile): Reconfiguration {
  const next = effectiveConfig(asked);
  const { now, restart } = configChanges(effectiveOf(recorded.current), next);
  const limits = now.filter(({ key, to }) => isLimit(key) && isPlain(to));
  const fixed = [...restart.filter(({ key }) => !FREE.test(key)), ...now.filter((each) => isFixed(each))];
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
    limits: Object.fromEntries(limits.map(({ key, to }) => [key.slice('risk.'.length), to as number | string])),
    method: now.some(({ key }) => key.startsWith('consensus.')) ? methodOf(asked) : undefined,
  };
}

function isLimit(key: string): boolean {
  return /^risk\.[^.]+$/.test(key) && key !== 'risk.profile' && key !== 'risk.file';
}

function isPlain(value: unknown): boolean {
  return typeof value === 'number' || typeof value === 'string';
}

/** Of what may change, a limit that is taken away or a whole profile: there is no command for that. */
function isFixed({ key, to }: ConfigChange): boolean {
  return key.startsWith('risk.') && !(isLimit(key) && isPlain(to));
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
