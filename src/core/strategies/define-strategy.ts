import type { z } from 'zod';
import { Fault } from '../base/fault.ts';
import type { Handlers, Strategy } from './strategy.ts';

const HANDLERS = [
  'onStart',
  'onBar',
  'onQuote',
  'onTrade',
  'onBook',
  'onFill',
  'onOrder',
  'onAction',
  'onTimer',
  'onStop',
  'save',
  'load',
] as const;
const KEYS = ['name', 'version', 'about', 'params', 'warmup', 'create'];

/**
 * Declares a strategy: what a strategy file exports by default. Checks its shape here, where the author's file and line
 * are on the stack; a wrong one is a `Fault` that names the field.
 */
export function defineStrategy<Schema extends z.ZodType>(strategy: Strategy<Schema>): Strategy<Schema> {
  const { name, version, params, warmup, create } = strategy;
  const label = typeof name === 'string' && name !== '' ? `strategy '${name}'` : 'strategy';
  if (typeof name !== 'string' || !/^[a-z][a-z0-9-]*$/.test(name)) {
    throw new Fault('strategy', `${label}: 'name' must be lower-case words joined by '-', was ${JSON.stringify(name)}`);
  }
  if (typeof version !== 'string' || version === '')
    throw new Fault('strategy', `${label}: 'version' must be a text such as '1.0.0'`);
  if (typeof (params as { safeParse?: unknown } | undefined)?.safeParse !== 'function') {
    throw new Fault(
      'strategy',
      `${label}: 'params' must be a zod schema, for instance z.object({ period: z.int().positive().default(20) })`,
    );
  }
  if (warmup !== undefined && typeof warmup !== 'function')
    throw new Fault('strategy', `${label}: 'warmup' must be a function of the parameters`);
  if (typeof create !== 'function')
    throw new Fault('strategy', `${label}: 'create' must be a function that returns the handlers`);
  for (const key of Object.keys(strategy)) {
    if (!KEYS.includes(key))
      throw new Fault('strategy', `${label}: unknown key '${key}'; expected one of ${KEYS.join(', ')}`);
  }
  return strategy;
}

/** What `create` returned, checked: an unknown or misspelt handler would otherwise never be called, silently. */
export function checkHandlers(name: string, handlers: unknown): Handlers {
  if (typeof handlers !== 'object' || handlers === null) {
    throw new Fault(
      'strategy',
      `strategy '${name}': 'create' must return an object of handlers (${HANDLERS.join(', ')})`,
    );
  }
  for (const [key, value] of Object.entries(handlers)) {
    if (!(HANDLERS as readonly string[]).includes(key)) {
      throw new Fault(
        'strategy',
        `strategy '${name}': unknown handler '${key}'; expected one of ${HANDLERS.join(', ')}`,
      );
    }
    if (typeof value !== 'function')
      throw new Fault('strategy', `strategy '${name}': handler '${key}' must be a function, was ${typeof value}`);
  }
  const { save, load } = handlers as Handlers;
  if ((save === undefined) !== (load === undefined)) {
    const [there, missing] = save === undefined ? ['load', 'save'] : ['save', 'load'];
    throw new Fault('strategy', `strategy '${name}': '${there}' needs '${missing}' beside it`);
  }
  return handlers as Handlers;
}
