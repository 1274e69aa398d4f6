import { loadavg } from 'node:os';
import process from 'node:process';

/** A line of JSON on stdout: what was measured, what was hoped for, and how busy the machine was besides. */
export function print(name: string, fields: object, wanted: string): void {
  const load = Number(loadavg()[0].toFixed(1));
  process.stdout.write(`${JSON.stringify({ case: name, ...fields, wanted, load, node: process.version })}\n`);
}
