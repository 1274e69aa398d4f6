import { z } from 'zod';
import { runFileSchema } from './run-file-schema.ts';

let made: object | undefined;

/** The run file's JSON Schema, for editors and other programs. */
export function runFileJsonSchema(): object {
  made ??= { ...z.toJSONSchema(runFileSchema, { io: 'input' }), title: 'Conclave run file' };
  return made;
}
