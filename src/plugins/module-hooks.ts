import { readFileSync } from 'node:fs';
import { registerHooks, stripTypeScriptTypes } from 'node:module';
import { dirname } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

/** The running installation: where `conclave` and `zod` come from, for every strategy file. */
const SDK_URL = new URL(import.meta.url.endsWith('.ts') ? '../sdk/index.ts' : '../sdk/index.js', import.meta.url).href;

/** Strategy files, and what they import that is no package. */
const strategyUrls = new Set<string>();
let registered = false;

/**
 * Marks a file as a strategy's: it and the files that it imports are ES modules whatever the nearest package.json says, may be
 * TypeScript, and find the running `conclave` and `zod`. The first call puts Node's module hooks in place for this thread.
 */
export function admitStrategyFile(url: string): void {
  strategyUrls.add(url);
  if (registered) return;
  registered = true;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const ours = strategyUrls.has(context.parentURL ?? '');
      if (ours && specifier === 'conclave') return { url: SDK_URL, shortCircuit: true };
      if (ours && (specifier === 'zod' || specifier.startsWith('zod/'))) {
        return nextResolve(specifier, { ...context, parentURL: import.meta.url });
      }
      const resolved = nextResolve(specifier, context);
      if (!ours && !strategyUrls.has(resolved.url)) return resolved;
      if (!isOwnFile(resolved.url)) return resolved;
      strategyUrls.add(resolved.url);
      return { ...resolved, format: formatOf(resolved.url) ?? resolved.format };
    },
    load(url, context, nextLoad) {
      const isStrategy = context.format === 'module-typescript' && strategyUrls.has(url);
      if (!isStrategy || !url.includes('/node_modules/')) return nextLoad(url, context);
      return { format: 'module', source: stripped(url), shortCircuit: true };
    },
  });
}

/** Node strips no types below `node_modules`, where the examples of an installed package lie; so it is asked to. */
function stripped(url: string): string {
  const { emitWarning } = process;
  // it warns that the function is new, of which the user has nothing
  process.emitWarning = () => {};
  try {
    return stripTypeScriptTypes(readFileSync(new URL(url), 'utf8'));
  } finally {
    process.emitWarning = emitWarning;
  }
}

/** Not of a package: packages say themselves what they are. */
function isOwnFile(url: string): boolean {
  return url.startsWith('file:') && (strategyUrls.has(url) || !dirname(fileURLToPath(url)).includes('node_modules'));
}

/** Read as TypeScript, a JavaScript file that does not parse says where: V8 alone keeps the line to itself. */
export const AS_TYPESCRIPT = '?as=typescript';

function formatOf(url: string): 'module' | 'module-typescript' | undefined {
  const { pathname, search } = new URL(url);
  if (/\.m?ts$/.test(pathname) || search === AS_TYPESCRIPT) return 'module-typescript';
  return /\.m?js$/.test(pathname) ? 'module' : undefined;
}
