import { setFlagsFromString } from 'node:v8';

/**
 * Imported for what it does, before anything that is to be compiled under it: the engine's path is many short functions, and
 * V8 by default stops making them part of their callers long before a bar is through (docs/decisions/0056-compiled-as-published.md).
 */
setFlagsFromString('--max-inlined-bytecode-size-cumulative=2500');
