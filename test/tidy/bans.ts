import ts from 'typescript';
import { isShipped, isTypeScript, lineOf, tree, walk } from './source.ts';
import type { Source } from './source.ts';

const TIME = 'the instant of the event (`tsUs`), which comes in as an argument';
const TIMER = 'a timer that the engine delivers as an event (`setTimer`)';
const PLAIN_CALL = 'a plain call: the core is synchronous, the shell waits';

/** Names of the surroundings that decide nothing in the core, and what stands in their place. */
const GLOBALS: Readonly<Record<string, string>> = {
  performance: TIME,
  setTimeout: TIMER,
  setInterval: TIMER,
  setImmediate: TIMER,
  queueMicrotask: TIMER,
  crypto: 'a derived id (base/ids.ts), or a hash made by the shell',
  process: 'an argument: the shell reads the environment',
  fetch: 'an argument: the shell does the input and output',
  Promise: PLAIN_CALL,
};

const MEMBERS: Readonly<Record<string, string>> = {
  'Date.now': TIME,
  'Math.random': 'a named, seeded stream (base/random.ts)',
};

/** Clock, chance, environment and waiting inside the core. */
export function impureCore(files: readonly Source[]): string[] {
  const problems: string[] = [];
  for (const source of files) {
    if (!isShipped(source) || !source.path.startsWith('src/core/')) continue;
    const ours = declared(source);
    walk(tree(source), (node) => {
      const ban = banOf(node, ours);
      if (ban !== undefined) problems.push(`${source.path}:${lineOf(source, node)} uses ${ban[0]}: use ${ban[1]}`);
    });
  }
  return problems;
}

function banOf(node: ts.Node, ours: ReadonlySet<string>): [what: string, instead: string] | undefined {
  if (ts.isPropertyAccessExpression(node)) {
    if (!ts.isIdentifier(node.expression)) return undefined;
    const name = `${node.expression.text}.${node.name.text}`;
    return Object.hasOwn(MEMBERS, name) ? [name, MEMBERS[name]!] : undefined;
  }
  if (ts.isNewExpression(node) && node.expression.getText() === 'Date' && (node.arguments?.length ?? 0) === 0)
    return ['new Date()', TIME];
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined))
    return ['await', PLAIN_CALL];
  if (node.kind === ts.SyntaxKind.AsyncKeyword) return ['async', PLAIN_CALL];
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return ['import()', 'an import at the top of the file'];
  if (ts.isIdentifier(node) && !ours.has(node.text) && isFree(node) && Object.hasOwn(GLOBALS, node.text))
    return [node.text, GLOBALS[node.text]!];
  return undefined;
}

/** Variables, parameters, functions and imports of the file: such a name is its own, not the surroundings'. */
function declared(source: Source): ReadonlySet<string> {
  const names = new Set<string>();
  walk(tree(source), (node) => {
    const declares =
      ts.isVariableDeclaration(node) ||
      ts.isParameter(node) ||
      ts.isBindingElement(node) ||
      ts.isFunctionDeclaration(node) ||
      ts.isImportSpecifier(node);
    if (declares && node.name !== undefined && ts.isIdentifier(node.name)) names.add(node.name.text);
  });
  return names;
}

/** Is it used as a name of the surroundings: not a member (`engine.process`), not a declaration of ours (`process() {}`)? */
function isFree(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isQualifiedName(parent)) return parent.left === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  if (ts.isShorthandPropertyAssignment(parent)) return true;
  return !('name' in parent && parent.name === node);
}

const EXCLUSIVE = new Set(['only', 'skip', 'todo']);
const RUNNERS = new Set(['it', 'test', 'describe', 'suite', 'bench']);

/** Tests that do not run, or that keep others from running. */
export function idleTests(files: readonly Source[]): string[] {
  const problems: string[] = [];
  for (const source of files.filter(isTypeScript)) {
    walk(tree(source), (node) => {
      if (!ts.isPropertyAccessExpression(node) || !EXCLUSIVE.has(node.name.text)) return;
      const [runner = ''] = node.expression.getText().split(/[.(]/);
      if (RUNNERS.has(runner))
        problems.push(
          `${source.path}:${lineOf(source, node)} has ${runner}.${node.name.text}: run it, or delete it; what needs data that may be absent says so (test/market-data.ts)`,
        );
    });
  }
  return problems;
}

/** Strategies, examples of them, and tools' configurations are found by their default export. */
const MAY_DEFAULT = /^(examples|strategies|bench\/peers\/strategies|test\/fixtures)\/|^[^/]+\.config\.ts$/;

export function defaultExports(files: readonly Source[]): string[] {
  const problems: string[] = [];
  for (const source of files.filter(isTypeScript)) {
    if (MAY_DEFAULT.test(source.path)) continue;
    walk(tree(source), (node) => {
      const isDefault =
        ts.isExportAssignment(node) ||
        (ts.isExportSpecifier(node) && node.name.text === 'default') ||
        (node.kind === ts.SyntaxKind.DefaultKeyword && !ts.isDefaultClause(node.parent));
      if (isDefault)
        problems.push(`${source.path}:${lineOf(source, node)} exports a default: export it under its own name`);
    });
  }
  return problems;
}
