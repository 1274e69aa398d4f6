import { Fault } from '../core/base/fault.ts';
import { formatTime } from '../core/base/time.ts';
import type { AgentFailure } from '../core/engine/agent.ts';
import { errorText, userPlace } from './source-place.ts';

/**
 * What a strategy's handler threw, told to its author: file and line (of a built-in, none), agent, handler, the time and the
 * instrument of what it was handed.
 */
export function strategyFault({ agent, handler, error, tsUs, instrument }: AgentFailure): Fault {
  const place = userPlace(error);
  const where = place === undefined ? '' : `${place.path}:${place.line}: `;
  const when = instrument === '' ? `at ${formatTime(tsUs)}` : `on ${instrument} at ${formatTime(tsUs)}`;
  return new Fault('strategy', `${where}agent '${agent}' failed in ${handler} ${when}: ${errorText(error)}`);
}
