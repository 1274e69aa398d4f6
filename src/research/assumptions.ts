import { PESSIMISTIC_LATENCY_US } from '../core/matching/depth/latency.ts';
import type { BarSeries } from '../core/market/series.ts';
import type { Us } from '../core/base/time.ts';
import type { RunExecution } from '../config/run-file.ts';

/**
 * The same execution with every cost times a factor: slippage, fees, borrow fees and interest. Rebates stay as they are: twice of
 * one would flatter. So do spreads of quotes and rates of funding, which are data.
 */
export function withCosts(execution: RunExecution, factor: number): RunExecution {
  const { borrowBps, marginInterestBps } = execution;
  return {
    ...execution,
    slippage: slippageTimes(execution.slippage, factor),
    fees: feesTimes(execution.fees, factor),
    ...(borrowBps !== undefined && { borrowBps: borrowBps * factor }),
    ...(marginInterestBps !== undefined && { marginInterestBps: marginInterestBps * factor }),
  };
}

function slippageTimes(slippage: RunExecution['slippage'], factor: number): RunExecution['slippage'] {
  if (factor === 0) return { model: 'none' };
  switch (slippage.model) {
    case 'none':
      return slippage;
    case 'bps':
      return { ...slippage, bps: slippage.bps * factor };
    case 'half-spread':
      return { ...slippage, spreadBps: slippage.spreadBps * factor };
    case 'square-root':
      return { ...slippage, coefficient: slippage.coefficient * factor };
  }
}

function feesTimes(fees: RunExecution['fees'], factor: number): RunExecution['fees'] {
  if (factor === 0) return { model: 'none' };
  const times = (bps: number): number => (bps > 0 ? bps * factor : bps);
  switch (fees.model) {
    case 'none':
      return fees;
    case 'bps':
      return { ...fees, bps: times(fees.bps), ...(fees.makerBps !== undefined && { makerBps: times(fees.makerBps) }) };
    case 'per-share':
      return {
        ...fees,
        perShare: fees.perShare * factor,
        ...(fees.minimum !== undefined && { minimum: fees.minimum * factor }),
      };
    case 'tiered':
      return { ...fees, tiers: fees.tiers.map((tier) => ({ ...tier, bps: times(tier.bps) })) };
  }
}

/**
 * Fills as kind as the options of a run file make them: at the deciding close, on touch, the target first, at once, all of it; in
 * recorded books with a kind estimate of the queue.
 */
export function optimistic(execution: RunExecution): RunExecution {
  return {
    ...execution,
    fill: 'close',
    limitFill: 'touch',
    bothHit: 'target-first',
    latencyUs: 0,
    participation: undefined,
    queue: { model: 'power', exponent: 3 },
    orderLatency: { model: 'constant', us: 0 },
    responseLatency: { model: 'constant', us: 0 },
  };
}

/**
 * Fills as unkind: orders are under way for so long that the next bar is a tenth over when they arrive, which moves its open that
 * far toward its worse extreme; limits must be traded through, and of stop and target the stop comes first. In recorded books
 * latency is twice what it was, and our place is the end of the queue.
 */
export function pessimistic(execution: RunExecution, lateUs: Us): RunExecution {
  return {
    ...execution,
    fill: 'next-open',
    limitFill: 'through',
    bothHit: 'stop-first',
    latencyUs: execution.latencyUs + lateUs,
    queue: { model: 'risk-averse' },
    orderLatency: twice(execution.orderLatency),
    responseLatency: twice(execution.responseLatency),
  };
}

function twice(latency: RunExecution['orderLatency']): RunExecution['orderLatency'] {
  if (latency?.model === 'feed') return { ...latency, factor: 2 * latency.factor, offsetUs: 2 * latency.offsetUs };
  return { model: 'constant', us: 2 * (latency?.us ?? PESSIMISTIC_LATENCY_US) };
}

/** From a bar's close to the next one's open, at its shortest, and a tenth of a bar: what `pessimistic` takes. */
export function lateBy(series: readonly Pick<BarSeries, 'openUs' | 'tsUs' | 'length'>[]): Us {
  let gapUs = Number.POSITIVE_INFINITY;
  let barUs = Number.POSITIVE_INFINITY;
  for (const { openUs, tsUs, length } of series) {
    let longest = 0;
    for (let row = 0; row < length; row++) {
      longest = Math.max(longest, tsUs[row] - openUs[row]);
      if (row > 0) gapUs = Math.min(gapUs, openUs[row] - tsUs[row - 1]);
    }
    if (longest > 0) barUs = Math.min(barUs, longest);
  }
  return Math.round((Number.isFinite(gapUs) ? Math.max(0, gapUs) : 0) + (Number.isFinite(barUs) ? barUs / 10 : 0));
}
