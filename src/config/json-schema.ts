import { z } from 'zod';
import { runFileSchema } from './run-file-schema.ts';

/** The run file's JSON Schema, for editors and other programs. */
export function runFileJsonSchema(): object {
  return { ...z.toJSONSchema(runFileSchema, { io: 'input' }), title: 'Conclave run file' };
}
