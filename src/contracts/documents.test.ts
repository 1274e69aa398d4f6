import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { contracts } from './contracts.ts';
import { documents, schemaPath } from './documents.ts';
import { type Contract } from './envelope.ts';
import { acceptance, errorEnvelope } from './reply.ts';

const folder = fileURLToPath(new URL('../../docs/contracts/', import.meta.url));
const golden = fileURLToPath(new URL('../../test/golden/contracts/', import.meta.url));
const all = Object.values(contracts) as readonly Contract[];

/** What decides whether a message passes: without words for people. */
function bare(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bare);
  if (typeof schema !== 'object' || schema === null) return schema;
  const kept = Object.entries(schema).filter(([key, value]) => !isWords(key, value));
  return Object.fromEntries(kept.map(([key, value]) => [key, bare(value)]));
}

/** A field may be called `description` too: then it is a schema, not a text. */
function isWords(key: string, value: unknown): boolean {
  return (key === 'description' || key === 'title') && typeof value === 'string';
}

describe('A version of a message never changes what it takes', () => {
  it.each(all.map((contract) => [`${contract.subject}.v${contract.version}`, contract] as const))(
    '%s',
    (name, contract) => {
      expectGolden(`contracts/${name}.json`, `${JSON.stringify(bare(contract.schema), null, 1)}\n`);
    },
  );

  it.each([
    ['acceptance', acceptance],
    ['error', errorEnvelope],
  ])('%s', (name, schema) => {
    expectGolden(`contracts/${name}.json`, `${JSON.stringify(bare(schema), null, 1)}\n`);
  });

  it('The version in force is the last of those published, and none is left out', () => {
    const published = readdirSync(golden).flatMap((file) => {
      const match = /^(.+)\.v(\d+)\.json$/.exec(file);
      return match === null ? [] : [{ subject: match[1], version: Number(match[2]) }];
    });
    for (const { subject, version } of all) {
      const versions = published.filter((one) => one.subject === subject).map((one) => one.version);
      expect(versions.toSorted((a, b) => a - b)).toEqual(Array.from({ length: version }, (_, i) => i + 1));
    }
  });
});

describe('The documents', () => {
  it('Say what the code says; else run `make contracts`', () => {
    for (const [path, content] of documents()) {
      expect(existsSync(folder + path) ? readFileSync(folder + path, 'utf8') : '', path).toBe(content);
    }
  });

  it('Have no schema that is no message’s any more', () => {
    const paths = [...documents().keys()];
    for (const file of readdirSync(`${folder}schemas`)) expect(paths).toContain(`schemas/${file}`);
  });

  it('Refer only to what is there', () => {
    const text = documents().get('asyncapi.json')!;
    const api = JSON.parse(text);
    for (const [, $ref] of text.matchAll(/"\$ref": "([^"]+)"/g)) {
      if ($ref.startsWith('./')) expect(documents().has($ref.slice(2)), $ref).toBe(true);
      else
        expect(
          $ref
            .slice(2)
            .split('/')
            .reduce((at, key) => at?.[key], api),
          $ref,
        ).toBeDefined();
    }
    for (const contract of all) expect(text).toContain(schemaPath(contract));
  });
});
