import type { SessionReading } from '../hosts/live/reading.ts';
import { reportError } from './errors.ts';
import type { Shell } from './shell.ts';

const STATES = {
  ended: '',
  running: 'The session is running: this is what it had done by now.\n',
  'broken-off':
    'The session did not end in order: what was on its way then counts as lost until the next start has fetched it.\n',
} as const;

/** Says what a summary does not, and returns the exit code: 6 where something is lost, doubled or damaged. */
export function sessionVerdict({ summary, state, damage }: Omit<SessionReading, 'result'>, shell: Shell): number {
  if (damage !== undefined) return reportError(damage, shell);
  if (STATES[state] !== '') shell.err(STATES[state]);
  return (summary.lost ?? 0) + (summary.doubled ?? 0) > 0 ? 6 : 0;
}
