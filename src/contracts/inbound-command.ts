import { Fault } from '../core/base/fault.ts';
import { Command } from '../core/engine/event.ts';
import { resolveLimits } from '../core/risk/limits.ts';
import type { Payload } from './contracts.ts';
import { InputCommand, type InputEvent } from './input-event.ts';
import { type InputRefusal, refuseInput } from './input-refusal.ts';
import type { SessionNames } from './session-names.ts';
import { Subject } from './subjects.ts';

/** What a person or a watchdog asks for, by its subject. */
export const COMMANDS = {
  [Subject.controlPause]: Command.pause,
  [Subject.controlResume]: Command.resume,
  [Subject.controlKill]: Command.kill,
  [Subject.controlRelease]: Command.release,
  [Subject.controlSetLimits]: InputCommand.setLimits,
  [Subject.controlSetMethod]: InputCommand.setMethod,
} as const;
export type CommandSubject = keyof typeof COMMANDS;

/** A command whose targets exist, and whose values can be set. */
export function readCommand<S extends CommandSubject>(
  subject: S,
  payload: Payload<CommandSubject>,
  names: SessionNames,
  into: InputEvent,
): InputRefusal | undefined {
  into.command = COMMANDS[subject];
  into.scope = 'account';
  into.subject = '';
  into.who = payload.who;
  into.why = payload.why;
  into.limits = {};
  into.method = '';
  into.weights = {};
  if ('agentId' in payload) return readScope('strategy', payload.agentId, 'agentId', names, into);
  if ('scope' in payload) return readScope(payload.scope, payload.target, 'target', names, into);
  if ('limits' in payload) return readLimits(payload.limits, into);
  return readMethod(payload, names, into);
}

function readScope(
  scope: InputEvent['scope'],
  target: string,
  field: string,
  { agents, instruments }: SessionNames,
  into: InputEvent,
): InputRefusal | undefined {
  into.scope = scope;
  into.subject = target;
  const known =
    scope === 'account'
      ? target === ''
      : scope === 'strategy'
        ? agents.some(({ id }) => id === target)
        : instruments.some(({ name }) => name === target);
  if (known) return undefined;
  const reason = scope === 'account' ? 'the account has no target' : `there is no ${scope} '${target}'`;
  return refuseInput('CTL_UNKNOWN_TARGET', field, reason);
}

function readLimits(limits: Payload<'control.set_limits'>['limits'], into: InputEvent): InputRefusal | undefined {
  const given = Object.fromEntries(
    Object.entries(limits).filter((entry): entry is [string, number | string] => entry[1] !== undefined),
  );
  try {
    resolveLimits('unlimited', given);
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return refuseInput('RISK_BAD_LIMIT', 'limits', error.message);
  }
  into.limits = given;
  return undefined;
}

function readMethod(
  { method, weights }: Payload<'control.set_method'>,
  { agents }: SessionNames,
  into: InputEvent,
): InputRefusal | undefined {
  into.method = method;
  if (weights === undefined) return undefined;
  if (method !== 'weighted') return refuseInput('META_BAD_WEIGHTS', 'weights', `${method} takes no weights`);
  const given = new Map(weights.map(({ agentId, weight }) => [agentId, weight]));
  for (const { agentId } of weights) {
    if (!agents.some(({ id }) => id === agentId)) {
      return refuseInput('STRAT_UNKNOWN_AGENT', 'weights', `the session has no agent '${agentId}'`);
    }
  }
  for (const { id } of agents) {
    if (!given.has(id)) return refuseInput('META_BAD_WEIGHTS', 'weights', `there is no weight for '${id}'`);
  }
  into.weights = Object.fromEntries(given);
  return undefined;
}
