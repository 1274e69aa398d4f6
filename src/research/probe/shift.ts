import { alterationText, delayOf, ERA_US } from './alteration.ts';
import { type Difference, firstShiftedDifferences } from './differences.ts';
import { ProbeKind } from './finding.ts';
import { agentIds, type Probing } from './probing.ts';
import type { Job } from './runs.ts';
import type { Trace } from './trace.ts';

/** Of sizes: sessions, rates and what is earned in between may lie a little otherwise. */
const TOLERANCE = 0.02;

/**
 * Delivers the same bars at other times: what agents decide must come with its bar. Who decides by something of his own that
 * is kept by time (a table, a file, a global) does not follow. Neither does who trades by the calendar; so where one bar makes a
 * difference, all times are moved by 28 years too, to the same weekdays and dates, at which the calendar says the same and a
 * table of the past says nothing.
 */
export async function probeShift(probing: Probing): Promise<string[]> {
  const { run, original, findings } = probing;
  const { data } = run.data;
  if (data.some(({ series }) => series.length < 2)) return [];
  const lastUs = Math.max(...data.map(({ series }) => series.tsUs[series.length - 1]));
  const delay = delayOf(run.data);
  const delayed = await only(probing, { alteration: { kind: 'delay' }, untilUs: Number.POSITIVE_INFINITY });
  findings.place(ProbeKind.shift);
  const moved = firstShiftedDifferences(original.steps, delayed.steps, (us) => delay.moment(us), lastUs, TOLERANCE);
  if (moved.length === 0) return [];
  const era = await only(probing, { alteration: { kind: 'era' }, untilUs: Number.POSITIVE_INFINITY });
  const endUs = lastUs + ERA_US;
  const inEra = firstShiftedDifferences(original.steps, era.steps, (us) => us + ERA_US, endUs, TOLERANCE);
  const notes: string[] = [];
  for (const difference of moved) {
    const far = inEra.find(({ agent }) => agent === difference.agent);
    if (far === undefined) notes.push(byTheCalendar(probing, difference));
    else findings.add(ProbeKind.shift, difference, alterationText({ kind: 'delay' }), NOT_WITH_ITS_BAR);
  }
  return notes;
}

const NOT_WITH_ITS_BAR =
  'decisions did not move with their bars, by one bar or by 28 years: they depend on something kept by date that is not the data';

function byTheCalendar({ run }: Probing, { agent }: Difference): string {
  return `${agentIds(run)[agent]}: its decisions depend on the date or the time of day (one bar later they differ, 28 years later they do not)`;
}

async function only(probing: Probing, job: Job): Promise<Trace> {
  const traces: Trace[] = [];
  await probing.runAll([job], (trace) => void traces.push(trace));
  return traces[0];
}
