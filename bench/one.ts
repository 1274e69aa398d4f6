import '../src/cli/compiler-settings.ts';
import { casesOf, measure } from './harness.ts';

/** Measures one case in this process and prints its line; `run.ts` starts it with the file and the name. */
const [file = '', name = ''] = process.argv.slice(2);
const benchCase = (await casesOf(file)).find((one) => one.name === name);
if (benchCase === undefined) throw new Error(`there is no case ${name} in cases/${file}`);
process.stdout.write(`${JSON.stringify(await measure(benchCase))}\n`);
