import { rowsUpTo } from '../../catalogue/load.ts';
import { alterationText } from './alteration.ts';
import { ProbeKind } from './finding.ts';
import { laterPlaces } from './places.ts';
import { agentIds, type Probing } from './probing.ts';
import { compareRecursion, type Parting } from './recursion.ts';
import { type Step, StepKind } from './trace.ts';

/** Of sizes. */
const TOLERANCE = 0.02;
const STARTS = 4;
/** By this many times the declared warm-up an agent must have forgotten when the data started ... */
const SETTLED_WARMUPS = 10;
/** ... and at the least by so many bars. */
const SETTLED_BARS_MIN = 50;
/** Before that, at most this share of the decisions compared may differ. */
const EARLY_SHARE_MAX = 0.25;
/** After it, at most this share: two levels may lie so close to each other that the last bit of a history counts. */
const LATE_SHARE_MAX = 0.02;
/** Fewer decisions say nothing. */
const COUNT_MIN = 2;

interface Tally {
  agreed: number;
  unclear: number;
  early: number;
  late: number;
  lastBars: number;
  starts: number;
  first: { readonly parting: Parting; readonly instrument: number; readonly alteration: string } | undefined;
}

/** Starts the data later: after its warm-up an agent must decide as it did in the whole run. */
export async function probeLater(probing: Probing): Promise<string[]> {
  const { run, original, points, seed, findings } = probing;
  const starts = laterPlaces(run.data, Math.min(points, STARTS), seed);
  const jobs = starts.map(
    (afterUs) => ({ alteration: { kind: 'later', afterUs }, untilUs: Number.POSITIVE_INFINITY }) as const,
  );
  const tallies = agentIds(run).map((): Tally => ({
    agreed: 0,
    unclear: 0,
    early: 0,
    late: 0,
    lastBars: 0,
    starts: 0,
    first: undefined,
  }));
  await probing.runAll(jobs, (trace, k) => {
    findings.place(ProbeKind.later);
    tallies.forEach((tally, agent) => compareStart(probing, tally, agent, starts[k], trace.steps));
  });
  const notes: string[] = [];
  tallies.forEach((tally, agent) => {
    const id = agentIds(run)[agent];
    if (original.steps.some((step) => step.agent === agent && step.kind === StepKind.order))
      notes.push(`${id}: orders of its own are not compared with those after a later start`);
    if (tally.first === undefined) {
      if (tally.agreed === 0 && tally.unclear > COUNT_MIN)
        notes.push(`${id}: never held the same as after a later start, so nothing could be compared there`);
      return;
    }
    const { parting, instrument, alteration } = tally.first;
    const warmup = original.warmups[agent] ?? 0;
    const died = `${tally.early + tally.late} of ${tally.agreed + tally.early + tally.late} decisions compared differ, the last ${tally.lastBars} bars after the start; its warm-up is ${warmup}`;
    if (original.drew.includes(agent)) {
      notes.push(`${id}: draws random numbers, which come otherwise when the data starts later; ${died}`);
      return;
    }
    if (!isUnstable(tally)) {
      notes.push(`${id}: settles after a later start: ${died}`);
      return;
    }
    findings.add(
      ProbeKind.later,
      {
        agent,
        instrument,
        atUs: parting.atUs,
        original: parting.whole === undefined ? [] : [parting.whole],
        altered: parting.later === undefined ? [] : [parting.later],
      },
      alteration,
      died,
    );
  });
  return notes;
}

function isUnstable({ agreed, early, late }: Tally): boolean {
  const lateMax = LATE_SHARE_MAX * (late + agreed);
  return late > lateMax || (early >= COUNT_MIN && early > EARLY_SHARE_MAX * (early + agreed));
}

function compareStart(
  { run, original }: Probing,
  tally: Tally,
  agent: number,
  startUs: number,
  later: readonly Step[],
): void {
  run.data.data.forEach(({ series }, instrument) => {
    const first = rowsUpTo(series, startUs);
    const warmupBars = original.warmups[agent] ?? 0;
    const of = (step: Step): boolean =>
      step.agent === agent &&
      step.instrument === instrument &&
      (step.kind === StepKind.target || step.kind === StepKind.exit);
    const { agreed, unclear, parted } = compareRecursion(original.steps.filter(of), later.filter(of), {
      startUs,
      warmupBars,
      barsTo: (us) => rowsUpTo(series, us) - first,
      tolerance: TOLERANCE,
    });
    const settledBars = Math.max(SETTLED_BARS_MIN, SETTLED_WARMUPS * warmupBars);
    tally.agreed += agreed;
    tally.unclear += unclear;
    tally.starts += 1;
    for (const parting of parted) {
      if (parting.bars <= settledBars) tally.early += 1;
      else tally.late += 1;
      tally.lastBars = Math.max(tally.lastBars, parting.bars);
      if (tally.first === undefined || parting.atUs < tally.first.parting.atUs)
        tally.first = { parting, instrument, alteration: alterationText({ kind: 'later', afterUs: startUs }) };
    }
  });
}
