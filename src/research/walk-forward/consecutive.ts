import { type Judged, Chooser, testedOf, type Tested } from './choice.ts';
import type { Evaluations } from './evaluations.ts';
import { pickFigures } from './figures.ts';
import { windowOf } from './timeline.ts';
import type { WalkForwardPlan } from './walk-forward-plan.ts';

/** Anchored and rolling windows: every point in every training window, then each choice in the test that follows it. */
export async function judgeConsecutive(plan: WalkForwardPlan, evaluations: Evaluations): Promise<Judged[]> {
  const { windows, points, times, identity } = plan;
  const choosers = windows.map(() => new Chooser());
  evaluations.total = windows.length * points.count + windows.length;
  await evaluations.inLanes(windows.length * points.count, async (task) => {
    const window = Math.floor(task / points.count);
    const point = task % points.count;
    const parameters = points.at(point);
    const [train] = windows[window].train;
    const outcome = await evaluations.run(
      { order: task, part: 'training', window: window + 1, point },
      { parameters, window: windowOf(times, train) },
    );
    const chooser = choosers[window];
    chooser.counts[outcome.status] += 1;
    if (outcome.status !== 'ok') return;
    chooser.offer(point, outcome.metrics[identity.objective] ?? Number.NaN, () => ({
      parameters,
      figures: pickFigures(outcome.metrics),
      sessions: outcome.trial.sessions,
    }));
  });
  const tested: Tested[][] = windows.map(() => []);
  await evaluations.inLanes(windows.length, async (window) => {
    const { choice } = choosers[window];
    if (choice === undefined) return;
    const outcome = await evaluations.run(
      { order: (windows.length + window) * points.count, part: 'test', window: window + 1, point: choice.point },
      { parameters: choice.parameters, window: windowOf(times, windows[window].test[0]), daily: true },
    );
    tested[window].push(testedOf(outcome));
  });
  return windows.map((part, window) => {
    const { counts, choice } = choosers[window];
    return { part, counts, choice, tested: tested[window] };
  });
}
