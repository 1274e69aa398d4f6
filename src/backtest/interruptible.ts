import { Script } from 'node:vm';
import { Fault } from '../core/base/fault.ts';

const WORK = Symbol.for('conclave.interruptible');
const holder = globalThis as { [WORK]?: () => unknown };

let script: Script | undefined;

/**
 * Runs work that may never come back, such as a strategy with an endless loop. While it runs, Ctrl-C ends it from outside
 * of JavaScript and is thrown as an `interrupted` Fault; what the work was changing is left half done, so drop it. Costs
 * some 0.1 ms a call.
 */
export function interruptible<T>(work: () => T): T {
  script ??= new Script("globalThis[Symbol.for('conclave.interruptible')]()");
  holder[WORK] = work;
  try {
    return script.runInThisContext({ breakOnSigint: true }) as T;
  } catch (error) {
    if ((error as { code?: unknown } | null)?.code !== 'ERR_SCRIPT_EXECUTION_INTERRUPTED') throw error;
    throw new Fault('interrupted', 'interrupted; nothing was written');
  } finally {
    holder[WORK] = undefined;
  }
}
