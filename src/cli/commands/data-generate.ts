import { generateData } from '../../catalogue/generate.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { type Command, printJson, text } from '../command.ts';
import { count } from '../numbers.ts';
import { numberOption } from '../option-values.ts';

export const dataGenerate: Command = {
  path: ['data', 'generate'],
  about: 'Make a synthetic market and put it into the catalogue',
  examples: [
    'conclave data generate WALK --bars 2520',
    'conclave data generate WILD --model regimes --volatility 0.4 --jumps 5 --interval 1h --seed 7',
  ],
  args: [{ name: '<name>', about: 'the instrument' }],
  options: [
    { flags: '--model <kind>', about: 'default random-walk', choices: ['random-walk', 'garch', 'regimes'] },
    { flags: '--bars <n>', about: 'default 1000' },
    { flags: '--interval <length>', about: 'up to 1d (default)' },
    { flags: '--start <date>', about: 'default 2020-01-01' },
    { flags: '--seed <n>', about: 'default 1' },
    { flags: '--calendar <name>', about: 'XNYS, 24/7 (default)' },
    { flags: '--tick <step>', about: 'default 0.01' },
    { flags: '--lot <step>', about: 'default 1' },
    { flags: '--currency <code>', about: 'default USD' },
    { flags: '--price <n>', about: 'the first open (default 100)' },
    { flags: '--volume <n>', about: 'mean volume of a bar; 0 is none (default 1000)' },
    { flags: '--drift <n>', about: 'expected return a year (default 0.05)' },
    { flags: '--volatility <n>', about: 'a year (default 0.2)' },
    { flags: '--jumps <n>', about: 'a year (default 0)' },
    { flags: '--jump-size <n>', about: 'standard deviation of a jump (default 0.03)' },
    { flags: '--replace', about: 'put the bars in the place of what is there' },
  ],
  async run(call) {
    const positive = (name: string) => numberOption(call, name, { min: 0 });
    const { side, added } = await generateData({
      instrument: call.args[0],
      interval: text(call, 'interval') ?? '1d',
      bars: numberOption(call, 'bars', { whole: true, min: 1, max: 50_000_000 }) ?? 1_000,
      seed: numberOption(call, 'seed', { whole: true, min: 0, max: 4_294_967_295 }) ?? 1,
      start: text(call, 'start') ?? '2020-01-01',
      calendar: text(call, 'calendar'),
      tickSize: text(call, 'tick') ?? '0.01',
      lotSize: text(call, 'lot') ?? '1',
      currency: text(call, 'currency') ?? 'USD',
      price: numberOption(call, 'price', { min: Number.MIN_VALUE }) ?? 100,
      volume: positive('volume') ?? 1_000,
      params: {
        model: text(call, 'model') as 'random-walk' | 'garch' | 'regimes' | undefined,
        drift: numberOption(call, 'drift', { min: Number.NEGATIVE_INFINITY }),
        volatility: positive('volatility'),
        jumpsPerYear: positive('jumps'),
        jumpSize: positive('jumpSize'),
      },
      replace: call.options.replace === true,
      home: conclaveHome(),
    });
    if (call.json) printJson(call.shell, { entry: side, added });
    else
      call.shell.out(
        `${side.instrument}@${side.interval}: ${count(added)} bars added, ${count(side.rows)} in all, from ${side.from} to ${side.to}\n`,
      );
    return 0;
  },
};
