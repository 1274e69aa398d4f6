import { Fault } from '../../sdk/index.ts';
import { type Call, text } from '../command.ts';

/** A moment given as an option, in microseconds; an ISO date is that UTC midnight. */
export function timeOption(call: Call, name: string): number | undefined {
  const given = text(call, name);
  if (given === undefined) return undefined;
  const ms = /^\d{4}-\d{2}-\d{2}/.test(given) ? Date.parse(given) : Number.NaN;
  if (Number.isNaN(ms))
    throw new Fault('usage', `--${name}: expected a time such as 2026-01-31T14:30:00Z, was '${given}'`);
  return ms * 1_000;
}

export const sessionArgument = { name: '<dir>', about: 'the folder of a session, or its audit folder' } as const;

export const periodOptions = [
  { flags: '--from <time>', about: 'not before, such as 2026-01-31 or 2026-01-31T14:30:00Z' },
  { flags: '--to <time>', about: 'not after' },
] as const;
