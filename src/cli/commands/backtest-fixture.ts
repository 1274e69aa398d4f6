import { existsSync, readFileSync } from 'node:fs';
import { isScenarioFixture, runFixture } from '../../backtest/fixture.ts';
import { parseWritten } from '../../config/written.ts';
import { isStrategyFixture, runStrategyFixture } from '../../plugins/strategy-fixture.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';

interface Step {
  readonly equal: boolean;
  readonly expected: unknown;
  readonly actual: unknown;
  /** Which list of an example it belongs to. */
  readonly what?: string;
}

export const backtestFixture: Command = {
  path: ['backtest', 'fixture'],
  about: 'Run a test written as JSON: a strategy and its intents, or a market, what is asked for and what comes of it',
  examples: ['conclave backtest fixture my-strategy.fixture.json'],
  args: [
    { name: '<file>', about: 'as strategies new writes it, or with given, when and expect; exit code 1 when it fails' },
  ],
  async run({ args: [file], json, shell }) {
    if (!existsSync(file)) throw new Fault('data', `${file}: no such file; a fixture is expected`);
    const outcome = await outcomeOf(file);
    const steps: readonly Step[] = outcome.steps;
    if (json) printJson(shell, outcome);
    else if (outcome.passed) shell.out(`${shell.paint('green', 'passed')} ${file}: ${steps.length} as expected\n`);
    else {
      shell.out(`${shell.paint('red', 'failed')} ${file}\n`);
      for (const { equal, expected, actual, what } of steps) {
        const name = what === undefined ? '' : `${what}: `;
        if (equal) shell.out(`  as expected ${name}${JSON.stringify(expected)}\n`);
        else shell.out(`  expected    ${name}${shown(expected)}\n  was         ${name}${shown(actual)}\n`);
      }
    }
    return outcome.passed ? 0 : 1;
  },
};

async function outcomeOf(file: string): Promise<{ readonly passed: boolean; readonly steps: readonly Step[] }> {
  const text = readFileSync(file, 'utf8');
  const { value } = parseWritten(text, file);
  if (isScenarioFixture(value)) return runFixture(text, file);
  if (isStrategyFixture(value)) return runStrategyFixture(file);
  throw new Fault(
    'data',
    `${file}: expected a fixture with the keys strategy, bars and intents, or given, when and expect`,
  );
}

function shown(row: unknown): string {
  return row === null ? 'nothing' : JSON.stringify(row);
}
