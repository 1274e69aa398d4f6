import fc, { type Arbitrary } from 'fast-check';

/** As much of JSON Schema as our contracts use. */
interface Plain {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Plain[];
  readonly properties?: Readonly<Record<string, Plain>>;
  readonly patternProperties?: Readonly<Record<string, Plain>>;
  readonly required?: readonly string[];
  readonly items?: Plain;
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
}

/** Letters, and what texts stumble over: quotes, controls, a pair, and half of one. */
const unit = fc.constantFrom(...'aZ09 .,{}-_"\\/\n\u0000é語\u{1f600}\u2028', '\ud800');

/** Texts of up to so many characters. */
export function textsOf(maxLength: number, minLength = 0): Arbitrary<string> {
  return fc.string({ unit, minLength, maxLength });
}

/** Values that a schema describes. */
export function valuesOfSchema(schema: object): Arbitrary<unknown> {
  return valuesOf(schema as Plain);
}

function valuesOf(schema: Plain): Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  if (schema.anyOf !== undefined) return fc.oneof(...schema.anyOf.map(valuesOf));
  switch (schema.type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
      return fc.integer({ min: schema.minimum, max: schema.maximum });
    case 'number':
      // JSON has no negative zero
      return fc
        .double({ min: schema.minimum, max: schema.maximum, noNaN: true, noDefaultInfinity: true })
        .map((value) => value + 0);
    case 'string':
      return texts(schema);
    case 'array':
      return fc.array(valuesOf(schema.items!), { maxLength: Math.min(3, schema.maxItems ?? 3) });
    default:
      return objects(schema);
  }
}

const matching = new Map<string, Arbitrary<string>>();

function texts({ pattern, minLength = 0, maxLength = 2_048 }: Plain): Arbitrary<string> {
  if (pattern === undefined) {
    return textsOf(Math.min(maxLength, minLength + 6), minLength);
  }
  let known = matching.get(pattern);
  if (known === undefined) {
    // Long runs of digits are slow to make, and no different.
    known = fc.stringMatching(new RegExp(pattern.replaceAll('{1,40}', '{1,9}').replaceAll('{1,64}', '{1,9}')));
    matching.set(pattern, known);
  }
  return known;
}

function objects({ properties = {}, patternProperties, required = [], minProperties = 0 }: Plain): Arbitrary<unknown> {
  if (patternProperties !== undefined) {
    const [[pattern, values]] = Object.entries(patternProperties);
    return fc.dictionary(fc.stringMatching(new RegExp(pattern)), valuesOf(values), { maxKeys: 4 });
  }
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, valuesOf(field)]));
  return fc
    .record(fields, { requiredKeys: [...required] })
    .filter((value) => Object.keys(value).length >= minProperties);
}
