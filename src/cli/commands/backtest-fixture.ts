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
      shell.out(`${shell.paint('green', 'passed')} ${file}: ${outcome.steps.length} intents as expected\n`);
    else {
      shell.out(`${shell.paint('red', 'failed')} ${file}\n`);
      for (const { equal, expected, actual } of outcome.steps) {
        if (equal) shell.out(`  as expected ${JSON.stringify(expected)}\n`);
        else shell.out(`  expected    ${shown(expected)}\n  was         ${shown(actual)}\n`);
      }
    }
    return outcome.passed ? 0 : 1;
  },
};

function shown(intent: object | null): string {
  return intent === null ? 'nothing' : JSON.stringify(intent);
}
