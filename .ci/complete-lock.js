// Completes package-lock.json after `npm install --package-lock-only` (make lock): see docs/decisions/0011-lock-file.md.
// Packages with a binary for each platform name them all as optional dependencies, each at an exact version. A registry that
// carries only some platforms makes npm leave the others out of the lock file, and then `npm ci` refuses it everywhere. This
// adds what was left out: name, version and platform, without the integrity that only a download could tell.
import { readFileSync, writeFileSync } from 'node:fs';

const FILE = new URL('../package-lock.json', import.meta.url);
const SYSTEM = /[-/](android|darwin|freebsd|linux|openharmony|win32)-/;
const CPU = /-(arm64|armv7|arm|x64|ia32|ppc64|riscv64|s390x)(?=-|$)/;

const lock = JSON.parse(readFileSync(FILE, 'utf8'));
const added = [];
for (const [path, { optionalDependencies = {}, dev }] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    if (isLocked(path, name)) continue;
    const system = SYSTEM.exec(name)?.[1];
    const cpu = CPU.exec(name)?.[1];
    if (!/^\d/.test(version) || system === undefined || cpu === undefined)
      throw new Error(`${name}@${version} of ${path} is not locked, and is no binary of one platform: lock it by hand`);
    const libc = /musl/.test(name) ? ['musl'] : /-gnu/.test(name) ? ['glibc'] : undefined;
    lock.packages[`node_modules/${name}`] = { version, cpu: [cpu], dev, libc, optional: true, os: [system] };
    added.push(`${name}@${version}`);
  }
}
// sorted as npm sorts
const byPath = Object.entries(lock.packages).sort(([a], [b]) => a.localeCompare(b, 'en'));
lock.packages = Object.fromEntries(byPath);
if (added.length > 0) writeFileSync(FILE, `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`added to package-lock.json, without integrity: ${added.join(' ') || 'nothing'}\n`);

/** Node looks in its own node_modules and then in each one above. */
function isLocked(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (lock.packages[folder === '' ? `node_modules/${name}` : `${folder}/node_modules/${name}`] !== undefined)
      return true;
    if (folder === '') return false;
  }
}
