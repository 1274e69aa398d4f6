import { Fault } from '../core/base/fault.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import type { InputEvent } from '../contracts/input-event.ts';
import type { Inputs } from './market-events.ts';

/** What is other than it was; one of them at least. */
export interface Change {
  /** An agent that is not there. */
  readonly without?: string;
  /** A limit of the run file's `risk` that has another value all along. */
  readonly limit?: { readonly key: string; readonly value: string };
  /** Another voting method all along. */
  readonly method?: string;
  /** The number of an input: a command that was not given. */
  readonly withoutCommand?: number;
}

/**
 * The inputs of a session as they are to the changed engine: what an agent that is not there said or was told is left out, and
 * so are later commands that would undo the change. `spec` is the session's own.
 */
export function changedInputs(inputs: Inputs, change: Change, spec: EngineSpec): Inputs {
  const { without, withoutCommand } = change;
  const ids = spec.agents.map(({ id }) => id);
  const gone = without === undefined ? ids.length : ids.indexOf(without);
  if (gone < 0) throw new Fault('usage', `--without: expected one of ${ids.join(', ')}, was '${without}'`);
  if (withoutCommand !== undefined) requireCommand(inputs, withoutCommand);
  return function* (): Generator<InputEvent, void, void> {
    for (const event of inputs()) if (keep(event, change, gone)) yield event;
  };
}

/** Whether the input is there; what it says of agents and limits is changed in place. */
function keep(event: InputEvent, { without, limit, method, withoutCommand }: Change, gone: number): boolean {
  if (event.kind === 'intent') {
    if (event.intent.agent === gone) return false;
    if (event.intent.agent > gone) event.intent.agent -= 1;
    return true;
  }
  if (event.kind !== 'control') return true;
  if (event.sequence === withoutCommand) return false;
  if (event.scope === 'strategy' && event.subject === without) return false;
  if (event.command === 'set-method') {
    if (without !== undefined) event.weights = withoutKey(event.weights, without);
    return method === undefined;
  }
  if (event.command !== 'set-limits' || limit === undefined) return true;
  event.limits = withoutKey(event.limits, limit.key);
  return Object.keys(event.limits).length > 0;
}

function withoutKey<Value>(values: Readonly<Record<string, Value>>, key: string): Readonly<Record<string, Value>> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== key));
}

function requireCommand(inputs: Inputs, sequence: number): void {
  for (const event of inputs()) {
    if (event.sequence !== sequence) continue;
    if (event.kind === 'control') return;
    throw new Fault(
      'usage',
      `--without-command: expected the number of a command, input ${sequence} is a ${event.kind}`,
    );
  }
  throw new Fault('usage', `--without-command: the session has no input ${sequence} up to the end of its last instant`);
}
