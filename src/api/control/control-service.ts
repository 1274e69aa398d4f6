import { Code, type HandlerContext, type ServiceImpl } from '@connectrpc/connect';
import type { Clock } from '../../telemetry/clock.ts';
import { derivedId, type Gateway } from '../gateway.ts';
import type { Submissions } from '../submissions.ts';
import type { Principal } from '../tokens.ts';
import {
  type ControlCommand,
  killCommand,
  limitsCommand,
  methodCommand,
  pauseCommand,
  releaseCommand,
  resumeCommand,
} from './command.ts';
import { connectError } from './connect-error.ts';
import type { ControlService, StatusResponse } from './control-v1.ts';
import { principalKey } from './gate.ts';
import { askStatus } from './session-status.ts';
import type { StatusWatch } from './status-watch.ts';

export interface ControlParts {
  readonly gateway: Gateway;
  readonly submissions: Submissions;
  readonly watch: StatusWatch<StatusResponse>;
  readonly clock: Clock;
  /** Told of errors that are ours. */
  readonly onDefect: (error: unknown) => void;
}

/** The methods of control.proto. Who calls, and that they may, the gate has seen to. */
export function controlService(parts: ControlParts): ServiceImpl<typeof ControlService> {
  const { gateway, watch } = parts;
  const command =
    <Request>(read: (request: Request, principal: Principal) => ControlCommand) =>
    (request: Request, context: HandlerContext) =>
      told(parts, context, () => carryOut(parts, read(request, context.values.get(principalKey)), context));
  return {
    status: (_, context) => told(parts, context, () => askStatus(gateway)),
    async listKills(_, context) {
      const { kills } = await told(parts, context, () => askStatus(gateway));
      return { kills };
    },
    async *watchStatus(_, context) {
      try {
        yield* watch.states(context.signal);
      } catch (error) {
        throw asConnectError(parts, context, error);
      }
    },
    pauseStrategy: command(pauseCommand),
    resumeStrategy: command(resumeCommand),
    setLimits: command(limitsCommand),
    setMethod: command(methodCommand),
    kill: command(killCommand),
    release: command(releaseCommand),
  };
}

async function carryOut(
  { gateway, submissions }: ControlParts,
  { subject, payload, key, urgent }: ControlCommand,
  context: HandlerContext,
): Promise<{ correlationId: string; sequence: bigint; duplicate: boolean }> {
  const { name } = context.values.get(principalKey);
  const content = JSON.stringify([subject, payload]);
  // What it says is part of the id: the runtime must not take another command under the same key for a repetition.
  const id = derivedId('ctl', name, key, content);
  context.responseHeader.set('x-correlation-id', id);
  const send = gateway.prepare(subject, payload, id);
  const { correlationId, sequence, duplicate } = await submissions.submit(
    `control ${name} ${key}`,
    content,
    urgent,
    send,
  );
  return { correlationId, sequence: BigInt(sequence), duplicate };
}

async function told<T>(parts: ControlParts, context: HandlerContext, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw asConnectError(parts, context, error);
  }
}

function asConnectError({ clock, onDefect }: ControlParts, context: HandlerContext, error: unknown) {
  const told = connectError(error, context.responseHeader.get('x-correlation-id') ?? '', clock.nowUs());
  if (told.code === Code.Internal) onDefect(error);
  return told;
}
