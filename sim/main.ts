import { NOTHING_BROKEN, type Sabotage } from './sabotage.ts';
import { SABOTAGES } from './sabotages.ts';
import { shrink } from './shrink.ts';
import { type SimResult, simulate } from './simulate.ts';

/**
 * `npm run sim -- SEED` tells one history. `node sim/main.ts --seeds N [--from SEED]` runs many and shrinks what fails;
 * `node sim/main.ts --guards [N]` breaks each guard on purpose and names the seed, of the first N, that shows it.
 */
const SEEDS = 1_000;
const GUARD_SEEDS = 60;
const FAILURES_MAX = 5;

const [first = '--seeds', second, third, fourth] = process.argv.slice(2);

if (first === '--guards') process.exitCode = await guards(numberOf(second, GUARD_SEEDS));
else if (first === '--seeds')
  process.exitCode = await many(third === '--from' ? numberOf(fourth, 1) : 1, numberOf(second, SEEDS));
else process.exitCode = await one(numberOf(first, 1));

async function one(seed: number): Promise<number> {
  const result = await simulate(seed, { told: true });
  for (const line of result.story) print(line);
  report(result);
  return result.violations.length === 0 ? 0 : 1;
}

async function many(from: number, count: number): Promise<number> {
  const startMs = performance.now();
  const deeds = new Map<string, number>();
  const total = { inputs: 0, orders: 0, restarts: 0, events: 0, checked: 0 };
  let failures = 0;
  for (let seed = from; seed < from + count; seed++) {
    const result = await simulate(seed);
    for (const deed of result.schedule) {
      const name =
        deed.kind === 'request'
          ? `request ${deed.subject}`
          : deed.kind === 'disk'
            ? `disk ${deed.trouble.kind}`
            : deed.kind;
      deeds.set(name, (deeds.get(name) ?? 0) + 1);
    }
    for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += result[key];
    if (result.violations.length === 0) continue;
    failures += 1;
    if (failures <= FAILURES_MAX) await explain(result, NOTHING_BROKEN);
    else print(`seed ${seed} fails: ${result.violations[0].rule} ${result.violations[0].what.slice(0, 200)}`);
  }
  const seconds = (performance.now() - startMs) / 1_000;
  print(
    `faults and requests: ${[...deeds]
      .sort()
      .map(([kind, times]) => `${kind} ${times}`)
      .join(', ')}`,
  );
  print(
    `${total.inputs} inputs, ${total.orders} orders, ${total.restarts} restarts of the trader, ${total.events} events`,
  );
  print(
    `${count} seeds, ${total.checked} invariants checked, ${failures} failures, ${seconds.toFixed(1)} s, ${(count / seconds).toFixed(1)} seeds/s`,
  );
  return failures === 0 ? 0 : 1;
}

/** The shortest history that still fails. */
async function explain(failed: SimResult, sabotage: Sabotage): Promise<void> {
  report(failed);
  const { schedule, violations } = await shrink(failed, sabotage);
  print(
    `  of ${failed.schedule.length} faults and requests these ${schedule.length} are enough (${violations[0].rule}):`,
  );
  for (const deed of schedule) print(`    ${JSON.stringify(deed)}`);
  print(`  npm run sim -- ${failed.seed}`);
}

async function guards(seeds: number): Promise<number> {
  let missed = 0;
  for (const [name, sabotage] of Object.entries(SABOTAGES)) {
    const caught = await firstFailure(sabotage, seeds);
    if (caught === undefined) missed += 1;
    const how =
      caught === undefined
        ? `NOT NOTICED in ${seeds} seeds`
        : `seed ${caught.seed}: ${caught.violations[0].rule} ${caught.violations[0].what.slice(0, 110)}`;
    print(`${name.padEnd(52)} ${how}`);
  }
  print(`${Object.keys(SABOTAGES).length} guards broken, ${missed} not noticed`);
  return missed === 0 ? 0 : 1;
}

async function firstFailure(sabotage: Sabotage, seeds: number): Promise<SimResult | undefined> {
  for (let seed = 1; seed <= seeds; seed++) {
    const result = await simulate(seed, { sabotage });
    if (result.violations.length > 0) return result;
  }
  return undefined;
}

function report({ seed, violations, digest, inputs, orders, restarts }: SimResult): void {
  print(
    `seed ${seed}: ${violations.length === 0 ? 'all holds' : 'FAILS'}, ${inputs} inputs, ${orders} orders, ${restarts} restarts, history ${digest.slice(0, 16)}`,
  );
  for (const { rule, what } of violations.slice(0, 10)) print(`  ${rule} ${what.slice(0, 600)}`);
}

function numberOf(text: string | undefined, otherwise: number): number {
  const number = Number(text ?? otherwise);
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`expected a number, was "${text}"`);
  return number;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
