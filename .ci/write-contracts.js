// Writes docs/contracts from src/contracts: schemas, the AsyncAPI document and the tables. `make contracts` runs it.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { documents } from '../src/contracts/documents.ts';

const folder = fileURLToPath(new URL('../docs/contracts/', import.meta.url));
rmSync(join(folder, 'schemas'), { recursive: true, force: true });
for (const [path, content] of documents()) {
  const file = join(folder, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}
