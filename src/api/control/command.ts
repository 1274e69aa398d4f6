import type { Payload } from '../../contracts/contracts.ts';
import { Subject } from '../../contracts/subjects.ts';
import { ApiError } from '../api-error.ts';
import type { Principal } from '../tokens.ts';
import type {
  Command,
  KillRequest,
  PauseStrategyRequest,
  ReleaseRequest,
  ResumeStrategyRequest,
  Scope,
  SetLimitsRequest,
  SetMethodRequest,
} from './control-v1.ts';

type ControlSubject = Extract<Subject, `control.${string}`>;

/** A request of the control plane as the bus carries it. What a field may hold is checked by its schema when it is sent. */
export interface ControlCommand<S extends ControlSubject = ControlSubject> {
  readonly subject: S;
  readonly payload: Payload<S>;
  readonly key: string;
  /** It takes risk away: nothing of ours may hold it up. */
  readonly urgent: boolean;
}

const WHO_CHARACTERS_MAX = 60;
const KILL_REASON = 'no reason given';

export function pauseCommand({ command, strategy }: PauseStrategyRequest, principal: Principal): ControlCommand {
  const payload = { agentId: strategy, ...because(command, principal) };
  return { subject: Subject.controlPause, payload, key: keyOf(command), urgent: true };
}

export function resumeCommand({ command, strategy }: ResumeStrategyRequest, principal: Principal): ControlCommand {
  const payload = { agentId: strategy, ...because(command, principal) };
  return { subject: Subject.controlResume, payload, key: keyOf(command), urgent: false };
}

export function limitsCommand({ command, limits }: SetLimitsRequest, principal: Principal): ControlCommand {
  const values = Object.fromEntries(Object.entries(limits).map(([key, text]) => [key, numberOrWord(text)]));
  const payload = { limits: values, ...because(command, principal) };
  return { subject: Subject.controlSetLimits, payload, key: keyOf(command), urgent: false };
}

export function methodCommand({ command, method, weights }: SetMethodRequest, principal: Principal): ControlCommand {
  const list = Object.entries(weights).map(([agentId, weight]) => ({ agentId, weight }));
  const payload = {
    method: method as Payload<'control.set_method'>['method'],
    ...(list.length > 0 && { weights: list }),
    ...because(command, principal),
  };
  return { subject: Subject.controlSetMethod, payload, key: keyOf(command), urgent: false };
}

export function killCommand({ command, scope }: KillRequest, principal: Principal): ControlCommand {
  const payload = { ...scopeOf(scope), ...because(command, principal, KILL_REASON) };
  return { subject: Subject.controlKill, payload, key: keyOf(command), urgent: true };
}

export function releaseCommand({ command, scope }: ReleaseRequest, principal: Principal): ControlCommand {
  const payload = { ...scopeOf(scope), ...because(command, principal) };
  return { subject: Subject.controlRelease, payload, key: keyOf(command), urgent: false };
}

function because(command: Command | undefined, principal: Principal, noReason = ''): { who: string; why: string } {
  const why = command?.why.trim() || noReason;
  if (why === '') throw invalid('command.why', 'expected a reason', command?.why ?? '');
  const who = command?.who.trim() ?? '';
  if (who.length > WHO_CHARACTERS_MAX)
    throw invalid('command.who', `expected ${WHO_CHARACTERS_MAX} letters or fewer`, who);
  return { who: who === '' ? principal.name : `${principal.name}: ${who}`, why };
}

function keyOf(command: Command | undefined): string {
  const key = command?.idempotencyKey ?? '';
  if (!/^[\w.:-]{1,128}$/.test(key))
    throw invalid('command.idempotencyKey', 'expected 1 to 128 letters, digits and -_.:', key);
  return key;
}

function scopeOf(scope: Scope | undefined): { scope: 'account' | 'strategy' | 'instrument'; target: string } {
  const kind = scope?.kind ?? '';
  const id = scope?.id ?? '';
  if (kind !== 'account' && kind !== 'strategy' && kind !== 'instrument')
    throw invalid('scope.kind', 'expected account, strategy or instrument', kind);
  if ((kind === 'account') !== (id === ''))
    throw invalid(
      'scope.id',
      kind === 'account' ? 'expected none for the account' : `expected the name of the ${kind}`,
      id,
    );
  return { scope: kind, target: id };
}

/** '0.05' is a number; 'none' and '1s' are not. */
function numberOrWord(text: string): number | string {
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

function invalid(path: string, expected: string, value: string): ApiError {
  return new ApiError('DATA_INVALID', `${path}: ${expected}, was '${value.slice(0, 64)}'`, { details: { path } });
}
