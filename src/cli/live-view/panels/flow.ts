import { count } from '../../numbers.ts';
import { clipped } from '../../text-width.ts';
import { type Panel, rows, titled } from '../panel.ts';

/** What passes through, and how long it takes. */
export const flow: Panel = (view, width, paint) => {
  const { counts, hops, eventsPerSecond, ordersPerSecond } = view;
  const passed = [
    ['events', count(counts.events), 'orders', count(counts.orders)],
    ['intents', count(counts.intents), 'fills', count(counts.fills)],
    ['decisions', count(counts.decisions), 'refusals', count(counts.refusals)],
  ];
  const timed = hops.map(({ name, p50Us, p99Us }) => [name, milliseconds(p50Us), milliseconds(p99Us)]);
  const rate = `${eventsPerSecond.toFixed(1)} events/s   ${ordersPerSecond.toFixed(1)} orders/s`;
  return [
    titled('Flow', width, paint),
    clipped(paint('bold', rate), width),
    ...rows(passed, ['left', 'right', 'left', 'right'], width),
    ...(timed.length === 0
      ? []
      : rows([['hop', 'p50', 'p99'].map((name) => paint('dim', name)), ...timed], ['left', 'right', 'right'], width)),
  ];
};

function milliseconds(us: number): string {
  return `${(us / 1_000).toFixed(us < 10_000 ? 2 : 1)} ms`;
}
