import { pathToFileURL } from 'node:url';
import { didYouMean } from '../config/nearest.ts';
import { Fault } from '../core/base/fault.ts';
import { builtInStrategies } from '../core/strategies/built-in.ts';
import { defineStrategy } from '../core/strategies/define-strategy.ts';
import type { Strategy } from '../core/strategies/strategy.ts';
import { loadFault } from './load-fault.ts';
import { admitStrategyFile, AS_TYPESCRIPT } from './module-hooks.ts';
import { errorText } from './source-place.ts';
import { isStrategyPath, strategyPath } from './strategy-file.ts';

export { builtInStrategies };

/**
 * A built-in's name, or the path of a file (relative to `baseDir`) -> the strategy. What is wrong with the file is a Fault that
 * names it and, where one is known, the line.
 */
export async function loadStrategy(reference: string, baseDir: string): Promise<Strategy> {
  const builtIn = builtInStrategies.find(({ name }) => name === reference);
  if (builtIn !== undefined) return builtIn;
  if (isStrategyPath(reference)) return loadStrategyFile(strategyPath(reference, baseDir));
  const names = builtInStrategies.map(({ name }) => name);
  const known = didYouMean(reference, names);
  throw new Fault(
    'strategy',
    `strategy '${reference}': expected the name of a built-in or a file such as ./${reference}.ts${known === '' ? `; built in are ${names.join(', ')}` : known}`,
  );
}

async function loadStrategyFile(path: string): Promise<Strategy> {
  const { href } = pathToFileURL(path);
  admitStrategyFile(href);
  let exported: Record<string, unknown>;
  try {
    exported = (await import(href)) as Record<string, unknown>;
  } catch (error) {
    throw loadFault(path, await withPlace(href, error));
  }
  const { default: strategy } = exported;
  if (strategy === undefined) {
    const others = Object.keys(exported);
    const hint = others.length === 0 ? 'nothing is exported' : `exported are ${others.join(', ')}`;
    throw new Fault('strategy', `${path}: expected 'export default defineStrategy({ ... })', ${hint}`);
  }
  if (typeof strategy !== 'object' || strategy === null) {
    throw new Fault(
      'strategy',
      `${path}: expected 'export default defineStrategy({ ... })', the default export is a ${typeof strategy}`,
    );
  }
  try {
    return guarded(path, defineStrategy(strategy as Strategy));
  } catch (error) {
    throw new Fault('strategy', `${path}: ${errorText(error)}`);
  }
}

/** `warmup` and `create` are the author's too: what they throw names the file. */
function guarded(path: string, strategy: Strategy): Strategy {
  const { warmup } = strategy;
  return {
    ...strategy,
    create: (setup) => blaming(path, () => strategy.create(setup)),
    ...(warmup === undefined ? {} : { warmup: (params) => blaming(path, () => warmup(params)) }),
  };
}

function blaming<T>(path: string, call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw loadFault(path, error);
  }
}

/** A syntax error that does not say where it is, replaced by one that does. */
async function withPlace(href: string, error: unknown): Promise<unknown> {
  if (!(error instanceof SyntaxError) || /:\d+$/m.test(String(error.stack).split('\n')[0])) return error;
  admitStrategyFile(href + AS_TYPESCRIPT);
  return import(href + AS_TYPESCRIPT).then(
    () => error,
    (better: unknown) => better,
  );
}
