import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isPattern, isSubject, matches, overlap } from './subject.ts';

const token = fc.constantFrom('a', 'b', 'dlq');
const subject = fc.array(token, { minLength: 1, maxLength: 4 }).map((tokens) => tokens.join('.'));
const pattern = fc
  .tuple(fc.array(fc.constantFrom('a', 'b', 'dlq', '*'), { maxLength: 3 }), fc.constantFrom('a', '*', '>'))
  .map(([tokens, last]) => [...tokens, last].join('.'));

/** The same rules as one regular expression. */
function naive(wanted: string, name: string): boolean {
  if (name.startsWith('dlq') && !wanted.startsWith('dlq')) return false;
  const source = wanted.replaceAll('.', '\\.').replaceAll('*', '[^.]+').replace('>', '.+');
  return new RegExp(`^${source}$`).test(name);
}

describe('subjects and patterns', () => {
  it('are told from other text', () => {
    for (const text of ['a', 'decisions.order_intent.proposed.trend-1', 'dlq.a']) expect(isSubject(text)).toBe(true);
    for (const text of ['', '.', 'a.', '*', 'a.>', 'a\tb', 'a'.repeat(1_025)]) expect(isSubject(text)).toBe(false);
    for (const text of ['>', '*', 'a.*.b.>']) expect(isPattern(text)).toBe(true);
    for (const text of ['', '>.a', 'a>', '**', 'a..>']) expect(isPattern(text)).toBe(false);
  });

  it('match as a regular expression would', () => {
    fc.assert(fc.property(pattern, subject, (p, s) => matches(p, s) === naive(p, s)));
  });

  it('overlap when some subject is for both', () => {
    const all: string[] = [];
    for (const length of [1, 2, 3, 4, 5])
      for (let k = 0; k < 4 ** length; k++)
        all.push(Array.from({ length }, (_, i) => ['a', 'b', 'dlq', 'z'][Math.floor(k / 4 ** i) % 4]).join('.'));
    const both = (p: string, q: string): boolean => all.some((name) => naive(p, name) && naive(q, name));
    fc.assert(
      fc.property(pattern, pattern, (p, q) => overlap(p, q) === both(p, q)),
      { numRuns: 60 },
    );
  });
});
