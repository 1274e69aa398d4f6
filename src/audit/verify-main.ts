import { readFileSync, statSync } from 'node:fs';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { verify } from './verify.ts';
import { readProof, verifyProof } from './verify-proof.ts';

/**
 * The verifier as a program of its own: `node verify-main.js DIR_OR_EXPORT_OR_PROOF [--key FILE] [--checkpoint FILE] [--running]`.
 * Prints the verdict as one JSON object; exit code 0 when everything is right, 6 when something is not, 2 for wrong usage, 4 when
 * a file cannot be read.
 */
function main(): number {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: 'string' }, checkpoint: { type: 'string' }, running: { type: 'boolean' } },
  });
  const [path] = positionals;
  if (path === undefined) throw new TypeError('expected the folder of a session, an export, or a proof');
  const textOf = (file: string | undefined) => (file === undefined ? undefined : readFileSync(file, 'utf8'));
  const kept = { key: textOf(values.key), checkpoint: textOf(values.checkpoint), running: values.running };
  const proof = statSync(path).isFile() && path.endsWith('.json') ? readProof(readFileSync(path, 'utf8')) : undefined;
  const verdict = proof === undefined ? verify(path, kept) : verifyProof(proof, kept);
  process.stdout.write(`${JSON.stringify(verdict, null, 2)}\n`);
  return verdict.ok ? 0 : 6;
}

try {
  process.exitCode = main();
} catch (error) {
  process.stderr.write(`conclave-verify: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = (error as NodeJS.ErrnoException).syscall === undefined ? 2 : 4;
}
