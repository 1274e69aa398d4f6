import { expect, it } from 'vitest';
import { Fault } from '../core/base/fault.ts';
import { strategyFault } from './strategy-error.ts';

const FAILURE = { agent: 'mine', handler: 'onBar', tsUs: 978_393_600_000_000, instrument: 'SPX' };

function thrown(error: Error, at: string): Error {
  error.stack = `${error.name}: ${error.message}\n    at Object.onBar (${at})\n    at Agent.bar (node:internal/x:1:1)`;
  return error;
}

it('What a handler throws is told with file, line, agent, handler, instrument and time', () => {
  const fault = strategyFault({
    ...FAILURE,
    error: thrown(new TypeError('x is undefined'), 'file:///home/me/my%20bots/mine.ts:12:7'),
  });
  expect(fault.message).toBe(
    "/home/me/my bots/mine.ts:12: agent 'mine' failed in onBar on SPX at 2001-01-02T00:00:00Z: TypeError: x is undefined",
  );
  expect(fault.exitCode).toBe(3);
});

it('Frames of packages, of Node and of ours are passed over', () => {
  const error = thrown(
    new Fault('strategy', 'target: expected a finite number or null, was NaN'),
    new URL('../core/engine/targets.ts', import.meta.url).href + ':3:1',
  );
  error.stack += '\n    at f (/home/me/node_modules/p/i.js:1:1)\n    at g (/home/me/mine.ts:7:3)';
  expect(strategyFault({ ...FAILURE, error, instrument: '' }).message).toBe(
    "/home/me/mine.ts:7: agent 'mine' failed in onBar at 2001-01-02T00:00:00Z: target: expected a finite number or null, was NaN",
  );
});

it('Whatever is thrown has a message', () => {
  expect(strategyFault({ ...FAILURE, error: 'oops' }).message).toBe(
    "agent 'mine' failed in onBar on SPX at 2001-01-02T00:00:00Z: threw oops",
  );
  expect(strategyFault({ ...FAILURE, error: undefined }).message).toMatch(/threw undefined$/);
});
