import { z } from 'zod';
import { duration, fraction, inUs, section } from './section.ts';

const ms = z.number().min(0).max(60_000);

/** How the paper venue misbehaves, seeded: what a broker does to everybody sooner or later. Shares of all requests or reports. */
const faults = section({
  rejects: fraction.default(0).describe('orders refused without a reason of ours'),
  lostReplies: fraction.default(0).describe('taken, and the answer never comes'),
  duplicateFills: fraction.default(0).describe('fills reported twice'),
  fillsBeforeAck: fraction.default(0).describe('fills reported before the acknowledgement'),
  disconnects: fraction.default(0).describe('reports after which the connection breaks'),
}).prefault({});

/** `live.venue`: the paper exchange. Its prices and costs are those of `execution`. */
export const venueSection = section({
  latencyMs: ms.default(5).describe('from an order to its acknowledgement'),
  jitterMs: ms.default(2).describe('up to so much more, seeded'),
  faults,
  cancelOnDisconnect: z.boolean().default(false).describe('resting orders are cancelled when the trader is gone'),
}).prefault({});

/** `live.broker`: where orders go. */
export const brokerSection = section({
  name: z.enum(['paper', 'dry-run']).default('paper').describe('dry-run: orders are built and logged, never sent'),
  timeout: duration.prefault('2s').describe('after it, the fate of a request is unknown and is asked for'),
  ping: duration.prefault('1s').describe('how often the venue is asked whether it is there'),
})
  .prefault({})
  .transform((block) => inUs(block, 'timeout', 'ping'));

/** `live.reconcile`: what we believe is compared with what the broker says. */
export const reconcileSection = section({
  every: duration.prefault('30s'),
  onStart: z.boolean().default(true).describe('and once before the first order'),
})
  .prefault({})
  .transform((block) => inUs(block, 'every'));

/** `live.watchdog`: the process that can stop trading when the trader cannot. */
export const watchdogSection = section({
  enabled: z.boolean().default(true),
  heartbeat: duration.prefault('1s').describe('how often the trader says that it lives, where killAfter is given'),
  killAfter: duration.optional().describe('without a heartbeat for so long it kills by itself; left out: never'),
})
  .prefault({})
  .refine(({ heartbeat, killAfter }) => killAfter === undefined || killAfter > heartbeat, {
    path: ['killAfter'],
    error: 'expected longer than the heartbeat: every trader would be killed',
  })
  .transform((block) => inUs(block, 'heartbeat', 'killAfter'));
