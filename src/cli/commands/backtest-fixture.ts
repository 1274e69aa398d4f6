import { existsSync, readFileSync } from 'node:fs';
import { parseWritten } from '../../config/written.ts';
import { isStrategyFixture, runStrategyFixture } from '../../plugins/strategy-fixture.ts';
import { Fault } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';

export const backtestFixture: Command = {
  path: ['backtest', 'fixture'],
  about: 'Run a test written as JSON: bars in, intents expected; exit code 1 when it fails',
  examples: ['conclave backtest fixture my-strategy.fixture.json'],
  args: [{ name: '<file>', about: 'as strategies new writes it' }],
  async run({ args: [file], json, shell }) {
    if (!existsSync(file)) throw new Fault('data', `${file}: no such file; a fixture is expected`);
    if (!isStrategyFixture(parseWritten(readFileSync(file, 'utf8'), file).value)) {
      throw new Fault('data', `${file}: expected a fixture with the keys strategy, bars and intents`);
    }
    const outcome = await runStrategyFixture(file);
    if (json) printJson(shell, outcome);
    else if (outcome.passed)
      shell.out(`${shell.paint('green', 'passed')} ${file}: ${outcome.actual.length} intents as expected\n`);
    else {
      shell.out(`${shell.paint('red', 'failed')} ${file}\n`);
      const lines = Math.max(outcome.expected.length, outcome.actual.length);
      for (let i = 0; i < lines; i++) {
        shell.out(`  expected ${shown(outcome.expected[i])}\n  was      ${shown(outcome.actual[i])}\n`);
      }
    }
    return outcome.passed ? 0 : 1;
  },
};

function shown(intent: object | undefined): string {
  return intent === undefined ? 'nothing' : JSON.stringify(intent);
}
