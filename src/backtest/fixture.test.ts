import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isScenarioFixture, runFixture } from './fixture.ts';

const FOLDER = new URL('../../test/fixtures/scenarios/', import.meta.url);
const files = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));

describe('examples of the rules', () => {
  it.each(files)('%s', (file) => {
    const { steps, passed } = runFixture(readFileSync(new URL(file, FOLDER), 'utf8'), file);
    expect(steps.filter(({ equal }) => !equal)).toEqual([]);
    expect(steps.length).toBeGreaterThan(0);
    expect(passed).toBe(true);
  });
});

const small = (outcome: object, when: object[] = [{ at: 1, agent: 'x', target: { A: 10 } }]) =>
  JSON.stringify({
    about: 'a test',
    given: { instruments: { A: { bars: [100, 100, 110] } }, agents: { x: {} } },
    when,
    expect: outcome,
  });

describe('an example that does not hold', () => {
  it('shows each difference beside what came', () => {
    const { passed, steps, about } = runFixture(
      small({ fills: [{ at: 1, price: 101 }, { at: 2 }], positions: { x: { A: 10 } }, equity: 1 }),
      'f.json',
    );
    expect([passed, about]).toEqual([false, 'a test']);
    expect(steps).toEqual([
      { what: 'fills', equal: false, expected: { at: 1, price: 101 }, actual: { at: 1, price: 100 } },
      { what: 'fills', equal: false, expected: { at: 2 }, actual: null },
      { what: 'positions', equal: true, expected: { x: { A: 10 } }, actual: { x: { A: 10 } } },
      { what: 'equity', equal: false, expected: 1, actual: 100_100 },
    ]);
  });

  it('names what never happened, and a row too many', () => {
    expect(runFixture(small({ fills: [] }, [{ at: 9, agent: 'x', target: { A: 1 } }]), 'f').steps).toMatchObject([
      { what: 'when', equal: false },
    ]);
    expect(runFixture(small({ fills: [] }), 'f').steps).toMatchObject([
      { what: 'fills', equal: false, expected: null },
    ]);
  });

  it('an agent that stops is a difference unless it was expected', () => {
    const when = [{ at: 1, agent: 'x', cancel: 'never placed' }];
    expect(runFixture(small({}, when), 'f').passed).toBe(false);
    expect(runFixture(small({ failure: 'no order was called never placed' }, when), 'f').passed).toBe(true);
  });
});

describe('a file that is no example', () => {
  it.each([
    ['{ "about": 1 }', /f\.json:1: about: /],
    [small({}).replace('"target"', '"targte"'), /when\[0\].*'targte'/],
    [small({}).replace('[100,100,110]', '[[1,2],3]'), /expected \[open, high, low, close\]/],
  ])('is refused with line, key and what was expected', (text, message) => {
    expect(() => runFixture(text, 'f.json')).toThrow(message);
  });

  it('a cap on participation wants bars with a volume', () => {
    const text = small({}).replace('"agents"', '"execution":{"participation":0.1},"agents"');
    expect(() => runFixture(text, 'f.json')).toThrow(/participation: needs a volume, and A has none/);
  });

  it('is told from the test of a strategy', () => {
    expect(isScenarioFixture({ given: {}, expect: {} })).toBe(true);
    expect(isScenarioFixture({ strategy: 'x', bars: [] })).toBe(false);
    expect(isScenarioFixture(null)).toBe(false);
  });
});
