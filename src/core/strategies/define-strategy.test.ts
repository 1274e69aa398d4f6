import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { checkHandlers, defineStrategy } from './define-strategy.ts';
import type { Strategy } from './strategy.ts';

const fine = { name: 'my-mean', version: '1.0.0', params: z.object({}), create: () => ({}) };

describe('defineStrategy', () => {
  it('returns what it was given', () => {
    expect(defineStrategy(fine)).toBe(fine);
  });

  it.each([
    [{ name: 'My Mean' }, /'name' must be lower-case words joined by '-', was "My Mean"/],
    [{ name: undefined }, /^strategy: 'name' must be/],
    [{ version: '' }, /strategy 'my-mean': 'version' must be a text/],
    [{ params: {} }, /'params' must be a zod schema/],
    [{ warmup: 20 }, /'warmup' must be a function/],
    [{ create: undefined }, /'create' must be a function/],
    [{ onBar: () => {} }, /unknown key 'onBar'; expected one of name, version/],
  ])('refuses %o', (wrong, message) => {
    expect(() => defineStrategy({ ...fine, ...wrong } as unknown as Strategy)).toThrow(message);
  });
});

describe('what create returns', () => {
  it('is an object of known handlers', () => {
    const handlers = { onBar: () => {} };
    expect(checkHandlers('x', handlers)).toBe(handlers);
  });

  it.each([
    [undefined, /'create' must return an object of handlers/],
    [{ onbar: () => {} }, /unknown handler 'onbar'; expected one of onStart/],
    [{ save: () => 1 }, /'save' needs 'load' beside it/],
    [{ onBar: 5 }, /handler 'onBar' must be a function, was number/],
  ])('refuses %o', (wrong, message) => {
    expect(() => checkHandlers('x', wrong)).toThrow(message);
  });
});
