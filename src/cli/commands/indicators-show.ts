import { didYouMean } from '../../config/nearest.ts';
import { Fault, findIndicator, indicatorPages } from '../../sdk/index.ts';
import { type Command, printJson } from '../command.ts';
import { table } from '../table.ts';

const UPDATE = { value: 'update(value)', bar: 'update(bar)', pair: 'update(x, y)' } as const;

export const indicatorsShow: Command = {
  path: ['indicators', 'show'],
  about: "An indicator's page: definition, parameters, warm-up, cost",
  examples: ['conclave indicators show rsi', 'conclave indicators show bollinger --json'],
  args: [{ name: '<name>', about: 'see indicators list' }],
  async run({ args: [name], json, shell }) {
    const page = findIndicator(name);
    if (page === undefined) {
      const names = indicatorPages.map((each) => each.name);
      throw new Fault(
        'usage',
        `no indicator is named '${name}'${didYouMean(name, names) || '; conclave indicators list shows all'}`,
      );
    }
    const { title, family, input, outputs, parameters, cost, about } = page;
    const defaults = parameters.map((parameter) => parameter.default);
    const warmup = page.warmup(...defaults);
    if (json) {
      printJson(shell, { name: page.name, title, family, input, outputs, parameters, warmup, cost, about });
      return 0;
    }
    shell.out(`${shell.paint('bold', page.name)}  ${title} (${family})\n\n${about}\n\n`);
    const call = parameters.map((parameter) => `${parameter.name} = ${parameter.default}`).join(', ');
    const rows = [
      ['  make', `${page.name}(${call})`],
      ['  feed', UPDATE[input]],
      ['  gives', outputs.length === 1 && outputs[0] === 'value' ? 'a number' : `a view: ${outputs.join(', ')}`],
      ['  first value', `after ${warmup} ${warmup === 1 ? 'update' : 'updates'} with these parameters`],
      ['  work a step', cost],
      ...parameters.map(({ name: parameter, min, max, fractional }) => [
        `  ${parameter}`,
        `${fractional === true ? 'a number' : 'a whole number'} >= ${min}${max === undefined ? '' : `, <= ${max}`}`,
      ]),
    ];
    shell.out(table(rows));
    return 0;
  },
};
