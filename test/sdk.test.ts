import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { expect, it } from 'vitest';
import { expectGolden } from './golden.ts';

const ENTRY = fileURLToPath(new URL('../src/sdk/index.ts', import.meta.url));

/** Every export of the package's entry with its type, by name: what users' strategies are compiled against. */
function publicTypes(): string {
  const program = ts.createProgram([ENTRY], {
    target: ts.ScriptTarget.ESNext,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    skipLibCheck: true,
    types: [],
  });
  const checker = program.getTypeChecker();
  const entry = program.getSourceFile(ENTRY);
  const module = entry && checker.getSymbolAtLocation(entry);
  if (module === undefined) throw new Error(`no module at ${ENTRY}`);
  const exported = checker.getExportsOfModule(module).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  return exported.map((symbol) => declarationText(checker, symbol)).join('\n');
}

const printer = ts.createPrinter({ removeComments: true });

function declarationText(checker: ts.TypeChecker, symbol: ts.Symbol): string {
  const target = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const lines = (target.declarations ?? []).map((declaration) => {
    if (ts.isInterfaceDeclaration(declaration) || ts.isTypeAliasDeclaration(declaration)) {
      return printer.printNode(ts.EmitHint.Unspecified, declaration, declaration.getSourceFile());
    }
    if (ts.isClassDeclaration(declaration)) return classText(checker, declaration, symbol.name);
    const type = checker.getTypeOfSymbolAtLocation(target, declaration);
    return `export const ${symbol.name}: ${checker.typeToString(type, undefined, ts.TypeFormatFlags.NoTruncation)};`;
  });
  return `${lines.join('\n')}\n`;
}

function classText(checker: ts.TypeChecker, declaration: ts.ClassDeclaration, name: string): string {
  const members = declaration.members.map((member) => {
    if (ts.isConstructorDeclaration(member)) {
      return `    constructor(${member.parameters.map((parameter) => parameter.getText().replace(/ = .*/, '?')).join(', ')});`;
    }
    return `    ${member.name?.getText()}: ${checker.typeToString(checker.getTypeAtLocation(member))};`;
  });
  return `export class ${name} {\n${members.join('\n')}\n}`;
}

it("The types of the SDK are those that users' strategies were written against", () => {
  const text = publicTypes();
  expect(text).toContain('defineStrategy');
  expectGolden('sdk.d.ts.txt', text);
});
