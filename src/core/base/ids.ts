import { assert } from './assert.ts';

/**
 * Ids are derived: the sequence of the input that caused a thing and its place among the things of its kind that this
 * input caused. The same input makes the same id, after a crash or a redelivery too. Inside the core an id is one safe
 * integer; the text form leaves the process.
 */
export type Id = number;

/** Things of one kind that one input may cause. */
export const SIBLINGS = 65_536;

/** A sequence up to 1.3e11 inputs, and 65,536 siblings each. */
export function idOf(sequence: number, sibling: number): Id {
  assert(sibling >= 0 && sibling < SIBLINGS, 'one input caused more than 65,536 things of a kind');
  const id = sequence * SIBLINGS + sibling;
  assert(Number.isSafeInteger(id), 'the input sequence does not fit an id');
  return id;
}

export function sequenceOf(id: Id): number {
  return Math.floor(id / SIBLINGS);
}

/** The id that `idText` wrote; `undefined` for any other text. */
export function readId(kind: 'i' | 'd' | 'o' | 'f', text: string): Id | undefined {
  const match = /^([idof])-(\d{1,12})\.(\d{1,5})$/.exec(String(text));
  return match?.[1] === kind ? idOf(Number(match[2]), Number(match[3])) : undefined;
}

/** `o-1042.0`: the first order that input 1042 caused. The prefix names the kind (i intent, d decision, o order, f fill). */
export function idText(kind: 'i' | 'd' | 'o' | 'f', id: Id): string {
  const sequence = sequenceOf(id);
  return `${kind}-${sequence}.${id - sequence * SIBLINGS}`;
}
