import { assert } from './assert.ts';
import { Fault } from './fault.ts';

/** What `saveState` makes: plain JSON that survives being written and read, bit by bit. */
export type SavedState = null | boolean | number | string | readonly SavedState[] | SavedFields;
export interface SavedFields {
  readonly [name: string]: SavedState;
}

/** A thing that says itself what of it is saved. */
export interface Stateful {
  save(): SavedState;
  load(state: SavedState): void;
}

/**
 * Marks what JSON cannot say: `{ $: '-0' }`, `{ $: 'Infinity' }`, `{ $: 'undefined' }`, `{ $: '12n' }`, `{ $: 'Map', of: [...] }`, and
 * the class of an object. NaN is null, as everywhere.
 */
const MARK = '$';
const WORDS: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['-0', -0],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['undefined', undefined],
  ['null', null],
]);

/**
 * The state of an indicator, or of anything else made of numbers, texts, lists, typed arrays, maps, sets and objects of these:
 * all fields, private ones too, functions aside. An object with `save` and `load` of its own is asked. The state must be a
 * tree: an object of a class, or a typed array, that is reached twice is a Defect, since it would come back as two.
 */
export function saveState(value: unknown): SavedState {
  return write(value, new Set());
}

/**
 * Puts a state back into a fresh value of the same making, in place: objects and arrays stay who they are. What is of
 * another shape is a Fault, and the value must then be thrown away.
 */
export function loadState(into: object, state: SavedState): void {
  revive(into, state, 'state');
}

/** The same for some fields of an object. */
export function saveFields(of: object, names: readonly string[]): SavedFields {
  const seen = new Set<object>();
  return Object.fromEntries(
    names.map((name) => {
      assert(name in of, () => `a saved field must exist: ${name}`);
      return [name, write((of as Record<string, unknown>)[name], seen)];
    }),
  );
}

export function loadFields(into: object, names: readonly string[], state: SavedState): void {
  const fields = fieldsOf(state, into.constructor.name);
  for (const name of names) {
    if (!Object.hasOwn(fields, name)) throw wrong(`${into.constructor.name}.${name}`, 'a saved field');
    setField(into as Record<string, unknown>, name, fields[name], `${into.constructor.name}.${name}`);
  }
}

/** The fields of a saved object; anything else is a Fault. */
export function fieldsOf(state: SavedState | undefined, where: string): SavedFields {
  if (typeof state !== 'object' || state === null || Array.isArray(state)) throw wrong(where, 'an object');
  return state as SavedFields;
}

function write(value: unknown, seen: Set<object>): SavedState {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (Number.isNaN(value)) return null;
      return Object.is(value, -0) || !Number.isFinite(value)
        ? { [MARK]: Object.is(value, -0) ? '-0' : String(value) }
        : value;
    case 'bigint':
      return { [MARK]: `${value}n` };
    case 'undefined':
      return { [MARK]: 'undefined' };
    case 'object':
      return value === null ? { [MARK]: 'null' } : writeObject(value, seen);
    default:
      return assert(false, () => `no ${typeof value} can be saved`) as never;
  }
}

function writeObject(value: object, seen: Set<object>): SavedState {
  assert(!seen.has(value), () => `state must be a tree, but this ${value.constructor.name} is reached twice`);
  const plain = isPlain(value);
  seen.add(value);
  const saved = writeParts(value, plain, seen);
  // Plain values are copied wherever they stand; it is only as their own ancestors that they cannot be.
  if (plain) seen.delete(value);
  return saved;
}

function writeParts(value: object, plain: boolean, seen: Set<object>): SavedState {
  if (isStateful(value)) return value.save();
  if (value instanceof Float64Array) return Array.from(value, (item) => write(item, seen));
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<number>);
  if (Array.isArray(value)) return value.map((item) => write(item, seen));
  if (value instanceof Map) return { [MARK]: 'Map', of: Array.from(value, (pair) => pair.map((x) => write(x, seen))) };
  if (value instanceof Set) return { [MARK]: 'Set', of: Array.from(value, (item) => write(item, seen)) };
  const fields: Record<string, SavedState> = plain ? {} : { [MARK]: value.constructor.name };
  for (const [name, field] of Object.entries(value)) {
    assert(name !== MARK, 'no saved field may be called $');
    if (typeof field !== 'function') fields[name] = write(field, seen);
  }
  return fields;
}

function isPlain(value: object): boolean {
  if (Array.isArray(value)) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function isStateful(value: object): value is Stateful {
  const { save, load } = value as Partial<Stateful>;
  return typeof save === 'function' && typeof load === 'function';
}

/** What stands for the saved value: the value in place, filled, where it is an object that can be; otherwise a new one. */
function revive(inPlace: unknown, state: SavedState, where: string): unknown {
  if (typeof inPlace !== 'object' || inPlace === null) return decode(state, where);
  if (isStateful(inPlace)) inPlace.load(state);
  else if (ArrayBuffer.isView(inPlace)) fillTyped(inPlace as Float64Array, state, where);
  else if (Array.isArray(inPlace)) return fillArray(inPlace, state, where);
  else if (inPlace instanceof Map || inPlace instanceof Set) return decode(state, where);
  else return fillObject(inPlace as Record<string, unknown>, state, where);
  return inPlace;
}

function fillTyped(array: Float64Array, state: SavedState, where: string): void {
  if (!Array.isArray(state) || state.length !== array.length) throw wrong(where, `${array.length} numbers`);
  state.forEach((item: SavedState, index) => {
    const value = decode(item, where);
    if (typeof value !== 'number') throw wrong(where, 'numbers');
    array[index] = value;
  });
}

function fillArray(array: unknown[], state: SavedState, where: string): unknown {
  if (!Array.isArray(state)) return decode(state, where);
  state.forEach((item: SavedState, index) => {
    array[index] = revive(array[index], item, `${where}[${index}]`);
  });
  array.length = state.length;
  return array;
}

function fillObject(object: Record<string, unknown>, state: SavedState, where: string): unknown {
  const plain = isPlain(object);
  const marked =
    typeof state === 'object' && state !== null && !Array.isArray(state) ? (state as SavedFields)[MARK] : 0;
  if (plain && marked !== undefined) return decode(state, where);
  if (!plain && marked !== object.constructor.name) throw wrong(where, `a saved ${object.constructor.name}`);
  const fields = fieldsOf(state, where);
  for (const [name, field] of Object.entries(object)) {
    if (typeof field === 'function' || Object.hasOwn(fields, name)) continue;
    if (!plain) throw wrong(`${where}.${name}`, 'a saved field');
    delete object[name];
  }
  for (const [name, field] of Object.entries(fields)) {
    if (name === MARK) continue;
    if (!plain && !Object.hasOwn(object, name)) throw wrong(`${where}.${name}`, 'no such field');
    setField(object, name, field, `${where}.${name}`);
  }
  return object;
}

function setField(object: Record<string, unknown>, name: string, state: SavedState, where: string): void {
  const before = object[name];
  const after = revive(before, state, where);
  if (!Object.is(before, after)) object[name] = after;
}

function decode(state: SavedState, where: string): unknown {
  if (state === null) return Number.NaN;
  if (typeof state !== 'object') return state;
  if (Array.isArray(state)) return state.map((item: SavedState, index) => decode(item, `${where}[${index}]`));
  const fields = state as SavedFields;
  const mark = fields[MARK];
  if (mark !== undefined) return decodeMarked(mark, fields, where);
  return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, decode(field, `${where}.${name}`)]));
}

function decodeMarked(mark: SavedState, { of }: SavedFields, where: string): unknown {
  if (typeof mark === 'string') {
    if (WORDS.has(mark)) return WORDS.get(mark);
    if (/^-?\d+n$/.test(mark)) return BigInt(mark.slice(0, -1));
    if ((mark === 'Map' || mark === 'Set') && Array.isArray(of)) {
      const items = decode(of, where);
      return mark === 'Map' ? new Map(items as [unknown, unknown][]) : new Set(items as unknown[]);
    }
  }
  throw wrong(where, `nothing that needs a ${String(mark)} to be there`);
}

function wrong(where: string, expected: string): Fault {
  return new Fault('integrity', `saved state: ${where}: expected ${expected}`);
}
