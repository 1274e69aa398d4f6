import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Series } from './talib.twin.ts';

/**
 * TA-Lib's own functions, called past the wrapper of talib-web. The wrapper has TA-Lib write both the start and the number
 * of its results to address 0, and STDDEV, BBANDS and NATR then read the one for the other; and it takes the inclusive end
 * of a range for an exclusive one. Results here are as long as the input, `undefined` where TA-Lib gave none.
 */
export interface TalibDirect {
  call(name: string, inputs: readonly (readonly number[])[], options: readonly number[], outputs?: number): Series[];
}

type Call = (...parameters: number[]) => number;

/** What is used here of the global that the compiler's library knows only with a browser's. */
interface WebAssemblyGlobal {
  readonly Memory: new (limits: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  readonly Global: new (type: { value: 'i32'; mutable: boolean }, value: number) => object;
  instantiate(binary: Uint8Array, imports: object): Promise<{ instance: { exports: object } }>;
}

const { Memory, Global, instantiate } = (globalThis as unknown as { WebAssembly: WebAssemblyGlobal }).WebAssembly;

export async function loadTalibDirect(): Promise<TalibDirect> {
  const binary = readFileSync(createRequire(import.meta.url).resolve('talib-web/lib/talib.wasm'));
  const memory = new Memory({ initial: 256, maximum: 256 });
  const stackTop = 2 ** 20;
  const heap = 2 ** 21;
  const { instance } = await instantiate(binary, {
    env: {
      memory,
      __memory_base: new Global({ value: 'i32', mutable: false }, 1024),
      __stack_pointer: new Global({ value: 'i32', mutable: true }, stackTop),
      emscripten_resize_heap: () => 0,
    },
    'GOT.mem': { __heap_base: new Global({ value: 'i32', mutable: true }, heap) },
  });
  const calls = instance.exports as Record<string, Call>;
  calls['__wasm_call_ctors']();

  const call: TalibDirect['call'] = (name, inputs, options, outputs = 1) => {
    const { length } = inputs[0];
    const at = (): number => calls['malloc'](8 * length);
    const column = (offset: number): Float64Array => new Float64Array(memory.buffer, offset, length);
    const given = inputs.map((input) => {
      const offset = at();
      column(offset).set(input);
      return offset;
    });
    const results = Array.from({ length: outputs }, at);
    const places = calls['malloc'](8);
    const code = calls[`TA_${name}`](0, length - 1, ...given, ...options, places, places + 4, ...results);
    if (code !== 0) throw new Error(`TA_${name}: code ${code}`);
    const [start, count] = new Int32Array(memory.buffer, places, 2);
    const series = results.map((offset) => {
      const values = column(offset);
      return Array.from({ length }, (_, i) => (i < start || i >= start + count ? undefined : values[i - start]));
    });
    for (const offset of [...given, ...results, places]) calls['free'](offset);
    return series;
  };
  return { call };
}
