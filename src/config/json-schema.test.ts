import { expect, it } from 'vitest';
import { expectGolden } from '../../test/golden.ts';
import { runFileJsonSchema } from './json-schema.ts';

it('The JSON Schema of the run file is the one that was published', () => {
  expectGolden('run-file.schema.json', `${JSON.stringify(runFileJsonSchema(), null, 2)}\n`);
});

it('It asks for what a run file must have, and refuses keys that it does not know', () => {
  expect(runFileJsonSchema()).toMatchObject({
    required: ['name', 'account', 'data', 'agents'],
    additionalProperties: false,
  });
});
