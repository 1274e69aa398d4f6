import { Fault } from '../base/fault.ts';
import type { Exits, TargetOptions } from '../strategies/strategy.ts';

const OPTIONS: readonly string[] = ['confidence', 'reason', 'values', 'horizonBars', 'exits'];
const EXITS: Readonly<Record<keyof Exits, (value: number) => boolean>> = {
  stopLoss: (value) => value > 0 && value < 1,
  takeProfit: (value) => value > 0,
  trailingStop: (value) => value > 0 && value < 1,
  maxBars: (value) => Number.isInteger(value) && value > 0,
};
const EXPECTED: Readonly<Record<keyof Exits, string>> = {
  stopLoss: 'a fraction above 0 and below 1',
  takeProfit: 'a fraction above 0',
  trailingStop: 'a fraction above 0 and below 1',
  maxBars: 'a whole number above 0',
};

/** What came with a target, checked as a run file is: an author who writes JavaScript has no other help. */
export function checkOptions(options: TargetOptions): void {
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options);
  for (const key in options) {
    if (!OPTIONS.includes(key) && Object.hasOwn(options, key))
      throw new Fault('strategy', `target: unknown option '${key}'; expected ${OPTIONS.join(', ')}`);
  }
  const { confidence = 1, exits } = options;
  if (!(confidence >= 0 && confidence <= 1)) throw wrong('confidence', '0..1', confidence);
  if (exits === undefined) return;
  if (typeof exits !== 'object' || exits === null) throw wrong('exits', 'an object', exits);
  for (const [key, value] of Object.entries(exits)) {
    if (!Object.hasOwn(EXITS, key)) {
      throw new Fault('strategy', `target: unknown exit '${key}'; expected ${Object.keys(EXITS).join(', ')}`);
    }
    const name = key as keyof Exits;
    if (value !== undefined && !(typeof value === 'number' && EXITS[name](value)))
      throw wrong(`exits.${key}`, EXPECTED[name], value);
  }
}

function wrong(field: string, expected: string, value: unknown): Fault {
  return new Fault('strategy', `target: ${field}: expected ${expected}, was ${JSON.stringify(value) ?? String(value)}`);
}
