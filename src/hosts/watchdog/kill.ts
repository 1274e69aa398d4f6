import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../core/base/fault.ts';
import { openSocket, readEndpoint } from '../../brokers/paper/socket-link.ts';
import type { Clock } from '../../telemetry/clock.ts';
import type { CancelResult } from './cancel-at-venue.ts';
import { cancelScopeOf, KillLatch, type LatchedKill } from './latch.ts';
import { type FromWatchdog, readFromWatchdog, type ToWatchdog } from './protocol.ts';
import { SessionVenue } from './session-venue.ts';

export interface KillResult extends CancelResult {
  /** Of the latch, which holds from here on, whatever becomes of the rest. */
  readonly version: number;
  /** Who cancelled: the watchdog, or we ourselves because it did not answer. */
  readonly by: 'watchdog' | 'itself';
}

const WATCHDOG_MS = 5_000;

/**
 * Kills from outside, with nobody's help if need be: the latch is written right here, then the watchdog is asked to cancel, and
 * where it is gone or silent the venue is spoken to directly. Idempotent. A `Fault` when there is no session, or the latch
 * cannot be written; orders are cancelled even then.
 */
export async function killSession(session: string, kill: Omit<LatchedKill, 'tsUs'>, clock: Clock): Promise<KillResult> {
  const folder = join(session, 'watchdog');
  if (!existsSync(folder) && !existsSync(join(session, 'venue')))
    throw new Fault('world', `${session}: no session to kill here; expected a folder of 'conclave run'`);
  let version = -1;
  let failure: unknown;
  try {
    version = new KillLatch(folder).kill({ ...kill, tsUs: clock.nowUs() }).version;
  } catch (error) {
    failure = error;
  }
  const asked = await askWatchdog(folder, kill, clock);
  const result = asked ?? (await cancelDirectly(session, kill, clock));
  if (failure !== undefined) {
    const why = failure instanceof Error ? failure.message : String(failure);
    throw new Fault(
      'world',
      `${folder}: the kill is not latched (${why}); ${result.cancelled.length} orders cancelled`,
    );
  }
  return { ...result, version, by: asked === undefined ? 'itself' : 'watchdog' };
}

async function cancelDirectly(session: string, kill: Omit<LatchedKill, 'tsUs'>, clock: Clock): Promise<CancelResult> {
  const venue = new SessionVenue(session, clock);
  try {
    return await venue.cancel(cancelScopeOf(kill));
  } finally {
    await venue.close();
  }
}

/** undefined: nobody answers, or not to the end. */
async function askWatchdog(
  folder: string,
  { scope, subject, who, why }: Omit<LatchedKill, 'tsUs'>,
  clock: Clock,
): Promise<CancelResult | undefined> {
  try {
    const endpoint = readEndpoint(folder);
    if (endpoint === undefined) return undefined;
    const { token } = endpoint;
    const ask: ToWatchdog = { kind: 'kill', token, request: 1, scope, subject, who, why };
    let answered = (_message: FromWatchdog | undefined): void => {};
    const answer = new Promise<FromWatchdog | undefined>((resolve) => (answered = resolve));
    const link = await openSocket(endpoint)({
      onMessage: (text) => {
        const message = readFromWatchdog(text);
        if (message?.kind !== 'latched') answered(message);
      },
      onClose: () => answered(undefined),
    });
    const late = clock.after(WATCHDOG_MS, () => answered(undefined));
    link.send(JSON.stringify(ask));
    const message = await answer;
    late();
    link.close('done');
    return message?.kind === 'cancelled' ? message : undefined;
  } catch {
    return undefined;
  }
}
