import { imports, isShipped, isTest } from './source.ts';
import type { Source } from './source.ts';

/** What a folder of the core may import besides base and model (ARCHITECTURE.md has the same table). */
const CORE: Readonly<Record<string, readonly string[]>> = {
  base: [],
  model: [],
  statistics: [],
  market: [],
  ledger: [],
  indicators: ['statistics'],
  consensus: ['statistics'],
  risk: ['statistics'],
  orders: ['market'],
  features: ['indicators', 'market', 'statistics'],
  strategies: ['features', 'indicators', 'market', 'statistics'],
  matching: ['orders', 'market', 'statistics'],
  execution: ['orders', 'market', 'statistics', 'risk'],
  results: ['ledger', 'statistics', 'market'],
  engine: ['*'],
};

/** The one library inside the core, and the folder that may use it. */
const CORE_LIBRARIES: Readonly<Record<string, string>> = { zod: 'strategies' };

/** What a folder outside the core may import besides core and contracts: folders, or single files of one. */
const OUTSIDE: Readonly<Record<string, readonly string[]>> = {
  sdk: [],
  contracts: [],
  config: [],
  telemetry: ['config'],
  journal: ['config', 'telemetry'],
  bus: ['config', 'telemetry'],
  storage: ['config', 'telemetry'],
  catalogue: ['config', 'telemetry'],
  featurestore: ['config', 'telemetry'],
  brokers: ['config', 'telemetry'],
  feeds: ['catalogue', 'config', 'telemetry'],
  plugins: ['sdk', 'config', 'telemetry'],
  backtest: ['plugins', 'catalogue', 'config', 'telemetry'],
  runtime: ['plugins', 'journal', 'bus', 'brokers/broker.ts', 'feeds/feed.ts', 'config', 'telemetry'],
  research: ['backtest', 'plugins', 'catalogue', 'storage', 'journal/lock.ts', 'config', 'telemetry'],
  learning: ['backtest', 'research', 'plugins', 'catalogue', 'storage', 'config', 'telemetry'],
  audit: ['journal', 'storage', 'config', 'telemetry'],
  replay: ['journal', 'runtime', 'audit', 'backtest', 'catalogue', 'config', 'telemetry'],
  report: ['backtest', 'research', 'replay', 'catalogue'],
  api: ['bus', 'storage', 'audit', 'report', 'config', 'telemetry'],
  hosts: ['*', '!cli'],
  cli: ['*'],
};

/** Folders that hold no core code and no `contracts` either: they reach the core through the sdk. */
const CORE_THROUGH_SDK = new Set(['cli']);

/** The arrows between the folders of `src` that the tables do not have. */
export function importArrows(files: readonly Source[]): string[] {
  const problems: string[] = [];
  for (const source of files.filter(isShipped)) {
    for (const { target, relative, line } of imports(source)) {
      const why = relative ? whyNotPath(source.path, target) : whyNotPackage(source.path, target);
      if (why !== undefined) problems.push(`${source.path}:${line} imports ${target}: ${why}`);
    }
  }
  return problems;
}

function whyNotPath(from: string, to: string): string | undefined {
  if (to === 'package.json') return undefined;
  if (!to.startsWith('src/')) return 'what ships imports nothing outside src; move what both need into src';
  if (isTest(to)) return 'tests, contracts and twins are for tests; move what both need into a file of its own';
  const [, folder = '', coreFolder = ''] = from.split('/');
  const [, toFolder = '', toCoreFolder = ''] = to.split('/');
  return folder === 'core' ? whyNotFromCore(coreFolder, to, toFolder, toCoreFolder) : whyNotOutside(folder, to);
}

function whyNotFromCore(folder: string, to: string, toFolder: string, toCoreFolder: string): string | undefined {
  const allowed = CORE[folder];
  if (allowed === undefined) return `src/core/${folder} is not in the core's import table: add its row`;
  if (toFolder !== 'core') return 'the core is pure; take it as an argument that the shell passes in';
  if (toCoreFolder === folder || toCoreFolder === 'base') return undefined;
  if (toCoreFolder === 'model' && folder !== 'base') return undefined;
  if (allows(allowed, to, 'src/core/')) return undefined;
  return `core/${folder} may import ${listed(folder === 'base' ? [] : ['base', 'model', ...allowed])}; move what both need down to one of these, or pass it in`;
}

function whyNotOutside(folder: string, to: string): string | undefined {
  const allowed = OUTSIDE[folder];
  if (allowed === undefined) return `src/${folder} is not in the import table of the outer folders: add its row`;
  if (to.startsWith(`src/${folder}/`)) return undefined;
  if (to.startsWith('src/core/')) {
    if (!CORE_THROUGH_SDK.has(folder) || /^src\/core\/(base|model)\//.test(to)) return undefined;
    return `${folder} uses the core through src/sdk/index.ts, or through the folder whose command it is`;
  }
  if (to.startsWith('src/contracts/') || allows(allowed, to, 'src/')) return undefined;
  return `${folder} may import ${listed(['core', 'contracts', ...allowed])}; move what both need down to one of these, or pass it in`;
}

function allows(allowed: readonly string[], to: string, root: string): boolean {
  const under = (entry: string): boolean => to === root + entry || to.startsWith(`${root}${entry}/`);
  if (allowed.some((entry) => entry.startsWith('!') && under(entry.slice(1)))) return false;
  return allowed.includes('*') || allowed.some(under);
}

function whyNotPackage(from: string, specifier: string): string | undefined {
  const [, folder, coreFolder] = from.split('/');
  if (folder !== 'core') return undefined;
  if (specifier.startsWith('node:'))
    return 'the core is pure; take what it needs as an argument that the shell passes in';
  const home = CORE_LIBRARIES[specifier];
  if (home === undefined) return 'the core has no outside library but zod; write what is needed, or do it in the shell';
  return home === coreFolder ? undefined : `${specifier} belongs to core/${home} only; check with plain code here`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : names.join(', ');
}
