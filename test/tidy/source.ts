import { readdirSync, readFileSync } from 'node:fs';
import { posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** A file of the repository; the path counts from its root, with `/`. */
export interface Source {
  readonly path: string;
  readonly text: string;
}

export interface Import {
  /** The path in the repository for a relative import, else the specifier as written. */
  readonly target: string;
  readonly relative: boolean;
  readonly line: number;
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MADE = new Set(['node_modules', '.git', 'dist', 'out', 'coverage', 'reports', '.stryker-tmp', '.vitest']);
const TEXT = /(\.(ts|js|json|md|ya?ml|css|html|txt|csv)|\/run|^[A-Z][A-Za-z]*|^\.[a-z]+(rc|ignore|config))$/;

/** Every text file of the checkout that a person wrote. */
export function repository(): Source[] {
  const files: Source[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(ROOT + folder, { withFileTypes: true })) {
      const path = posix.join(folder, entry.name);
      if (entry.isDirectory()) {
        if (!MADE.has(entry.name)) visit(path);
      } else if (entry.isFile() && TEXT.test(path)) {
        files.push({ path, text: readFileSync(ROOT + path, 'utf8') });
      }
    }
  };
  visit('');
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export function isTypeScript({ path }: Source): boolean {
  return path.endsWith('.ts');
}

/** Tests, contract suites and naive twins: they may import anything, and nothing that ships imports them. */
export function isTest(path: string): boolean {
  return /\.(test|contract|twin)\.ts$/.test(path);
}

/** What ships: `src` without its tests. */
export function isShipped(source: Source): boolean {
  return source.path.startsWith('src/') && isTypeScript(source) && !isTest(source.path);
}

const trees = new WeakMap<Source, ts.SourceFile>();

export function tree(source: Source): ts.SourceFile {
  let parsed = trees.get(source);
  if (parsed === undefined) {
    parsed = ts.createSourceFile(source.path, source.text, ts.ScriptTarget.ESNext, true);
    trees.set(source, parsed);
  }
  return parsed;
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}

export function lineOf(source: Source, node: ts.Node): number {
  const file = tree(source);
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

const found = new WeakMap<Source, readonly Import[]>();

/** Static imports, re-exports, `import()` with a plain string, and `import('x')` in types. */
export function imports(source: Source): readonly Import[] {
  let list = found.get(source);
  if (list === undefined) {
    list = findImports(source);
    found.set(source, list);
  }
  return list;
}

function findImports(source: Source): Import[] {
  const list: Import[] = [];
  walk(tree(source), (node) => {
    const specifier = specifierOf(node);
    if (specifier === undefined) return;
    const relative = specifier.startsWith('.');
    const target = relative ? posix.join(posix.dirname(source.path), specifier) : specifier;
    list.push({ target, relative, line: lineOf(source, node) });
  });
  return list;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return literal(node.moduleSpecifier);
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword)
    return literal(node.arguments[0]);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return literal(node.argument.literal);
  return undefined;
}

function literal(node: ts.Node | undefined): string | undefined {
  return node !== undefined && ts.isStringLiteral(node) ? node.text : undefined;
}
