import type { Us } from '../src/core/base/time.ts';
import type { DiskTrouble } from './disk.ts';
import type { LineTrouble } from './network.ts';
import { DAY_TAKES_US, GAP } from './plan.ts';
import { between, type Chance, pick, whole, type World } from './world.ts';

/** What befalls the session at a moment, as data: a failing history is made shorter by leaving some of it out. */
export type Deed = { readonly atUs: Us } & (
  | {
      readonly kind: 'line';
      readonly who: 'trader' | 'watchdog';
      readonly trouble: Partial<LineTrouble>;
      readonly forUs: Us;
    }
  | { readonly kind: 'cut' }
  | {
      readonly kind: 'disk';
      readonly whose: 'trader' | 'venue';
      readonly trouble: DiskTrouble;
      readonly forUs: Us;
    }
  | { readonly kind: 'kill' | 'power'; readonly who: 'trader' | 'venue' | 'both' }
  | { readonly kind: 'kill-at-step'; readonly who: 'trader' | 'venue'; readonly steps: number }
  | { readonly kind: 'clock'; readonly who: 'trader' | 'venue'; readonly byUs: Us }
  | { readonly kind: 'silence'; readonly forUs: Us }
  | { readonly kind: 'zombie' | 'bust' }
  | { readonly kind: 'hand-fill'; readonly late: boolean }
  | { readonly kind: 'latch-unreadable'; readonly forUs: Us }
  | { readonly kind: 'babble'; readonly text: string }
  | { readonly kind: 'watchdog-kill'; readonly scope: 'account' | 'strategy' | 'instrument'; readonly subject: string }
  | {
      readonly kind: 'request';
      readonly id: string;
      readonly subject: string;
      readonly payload: object;
      readonly again: boolean;
    }
);

/** Before it nothing happens but the market; after the last one everything is mended. */
const QUIET_US = 1_500_000;
export const HEAL_US = 14_000_000;

const GARBAGE = [
  'not json',
  '["report","NaN"]',
  '{"kind":"market","sequence":-1,"last":0}',
  '{"kind":"ack"}',
  '{"kind":"bought"}',
  '[]',
];

/** The faults and the orders of people for one seed. */
export function scheduleOf(world: World, hasGap: boolean): Deed[] {
  const chance = world.chance('schedule');
  const deeds: Deed[] = [];
  const when = (): Us => Math.round(between(chance, QUIET_US, HEAL_US));
  // Some histories are nearly calm, and some are not.
  const faults = whole(chance, 0, 6) + (chance() < 0.4 ? whole(chance, 0, 14) : 0);
  for (let k = 0; k < faults; k++) deeds.push(...faultOf(chance, when()));
  const requests = whole(chance, 4, 16);
  for (let k = 0; k < requests; k++) deeds.push(requestOf(chance, when(), `r-${k + 1}`));
  if (chance() < 0.3) deeds.push(...killed(chance, when()));
  if (hasGap) for (let k = 0; k < 3; k++) deeds.push(onStaleData(chance, k));
  return deeds.toSorted((a, b) => a.atUs - b.atUs);
}

function faultOf(chance: Chance, atUs: Us): Deed[] {
  const who = pick(chance, ['trader', 'trader', 'venue'] as const);
  const forUs = Math.round(between(chance, 50_000, 3_000_000));
  switch (whole(chance, 0, 15)) {
    case 0:
    case 1:
      return [{ atUs, kind: 'line', who: 'trader', trouble: wildLine(chance), forUs }];
    case 2:
      return [{ atUs, kind: 'line', who: pick(chance, ['trader', 'watchdog']), trouble: muteLine(chance), forUs }];
    case 3:
      return [{ atUs, kind: 'cut' }];
    case 4:
      return [{ atUs, kind: 'disk', whose: who, trouble: diskTrouble(chance), forUs }];
    case 5:
      if (chance() < 0.5) {
        const trouble = { part: 'audit', kind: pick(chance, ['full', 'error', 'slow'] as const) };
        return [{ atUs, kind: 'disk', whose: 'trader', trouble, forUs: Math.round(between(chance, 2e6, 4e6)) }];
      }
      return [{ atUs, kind: 'disk', whose: who, trouble: diskTrouble(chance), forUs }];
    case 6:
      return [{ atUs, kind: 'kill', who: pick(chance, ['trader', 'venue', 'both']) }];
    case 7:
    case 8:
      return [{ atUs, kind: 'kill-at-step', who, steps: whole(chance, 1, 30) }];
    case 9:
    case 10:
      return [{ atUs, kind: 'power', who: pick(chance, ['trader', 'venue', 'both']) }];
    case 11:
      return [{ atUs, kind: 'clock', who, byUs: Math.round(between(chance, -3.6e9, 3.6e9)) }];
    case 12:
      return [{ atUs, kind: 'silence', forUs: Math.round(between(chance, 500_000, 6_000_000)) }];
    case 13:
      return [{ atUs, kind: 'zombie' }];
    case 14:
      return [chance() < 0.5 ? { atUs, kind: 'bust' } : { atUs, kind: 'hand-fill', late: chance() < 0.6 }];
    default:
      return [
        chance() < 0.5
          ? { atUs, kind: 'latch-unreadable', forUs: Math.round(between(chance, 20_000, 600_000)) }
          : { atUs, kind: 'babble', text: pick(chance, GARBAGE) },
      ];
  }
}

function wildLine(chance: Chance): Partial<LineTrouble> {
  return {
    drop: chance() < 0.5 ? between(chance, 0, 0.2) : 0,
    duplicate: chance() < 0.5 ? between(chance, 0, 0.3) : 0,
    reorder: chance() < 0.5 ? between(chance, 0, 0.4) : 0,
    delayUs: chance() < 0.5 ? between(chance, 1_000, 400_000) : 400,
  };
}

function muteLine(chance: Chance): Partial<LineTrouble> {
  const both = chance() < 0.5;
  const toVenue = chance() < 0.5;
  return { mute: { toVenue: both || toVenue, fromVenue: both || !toVenue } };
}

function diskTrouble(chance: Chance): DiskTrouble {
  const part = pick(chance, ['journal', 'journal', 'audit', 'snapshots', '/']);
  return { part, kind: pick(chance, ['full', 'error', 'short', 'slow', 'slow']) };
}

/** A kill, often while something else goes wrong, and often a release. */
function killed(chance: Chance, atUs: Us): Deed[] {
  const scope = pick(chance, ['account', 'account', 'strategy', 'instrument'] as const);
  const subject = scope === 'account' ? '' : scope === 'strategy' ? pick(chance, ['chart', 'maker']) : 'B';
  const byWatchdog = chance() < 0.5;
  const deeds: Deed[] = [];
  if (chance() < 0.6) deeds.push(...faultOf(chance, atUs - 1 - Math.round(between(chance, 0, 60_000))));
  const because = { who: 'somebody', why: 'a drill' };
  if (byWatchdog) deeds.push({ atUs, kind: 'watchdog-kill', scope, subject });
  else deeds.push(command(atUs, `kill-${atUs}`, 'control.kill', { scope, target: subject, ...because }));
  if (chance() < 0.5) {
    const laterUs = atUs + Math.round(between(chance, 200_000, 5_000_000));
    deeds.push(command(laterUs, `release-${atUs}`, 'control.release', { scope, target: subject, ...because }));
  }
  return deeds;
}

/** Somebody wants more of the instrument that is not heard of. */
function onStaleData(chance: Chance, k: number): Deed {
  const atUs = Math.round((GAP.fromDay + GAP.days - between(chance, 1, 4)) * DAY_TAKES_US);
  const payload = {
    kind: 'order',
    agentId: 'desk',
    instrument: GAP.name,
    idempotencyKey: `stale-${k}`,
    side: pick(chance, ['buy', 'sell']),
    quantity: String(whole(chance, 1, 5)),
    orderType: 'limit',
    limitPrice: '200',
  };
  return command(atUs, `stale-${k}`, 'decisions.order_intent.external', payload);
}

function command(atUs: Us, id: string, subject: string, payload: object): Deed {
  return { atUs, kind: 'request', id, subject, payload, again: false };
}

function requestOf(chance: Chance, atUs: Us, id: string): Deed {
  const because = { who: 'somebody', why: 'as they please' };
  const again = chance() < 0.2;
  const deed = (subject: string, payload: object): Deed => ({ atUs, kind: 'request', id, subject, payload, again });
  const common = { agentId: 'desk', instrument: pick(chance, ['A', 'B', 'C']), idempotencyKey: id };
  const roll = chance();
  if (roll < 0.45)
    return deed('decisions.order_intent.external', {
      kind: 'target',
      ...common,
      targetPosition: chance() < 0.1 ? null : String(whole(chance, -30, 30)),
    });
  if (roll < 0.55)
    return deed('decisions.order_intent.external', {
      kind: 'order',
      ...common,
      side: pick(chance, ['buy', 'sell']),
      quantity: String(whole(chance, 1, 40)),
      orderType: 'limit',
      limitPrice: String(whole(chance, 190, 210)),
    });
  const agentId = pick(chance, ['chart', 'maker', 'trend']);
  if (roll < 0.65) return deed('control.pause', { agentId, ...because });
  if (roll < 0.78) return deed('control.resume', { agentId, ...because });
  if (roll < 0.9)
    return deed('control.set_limits', { limits: { maxPosition: whole(chance, 3_000, 6_000) }, ...because });
  return deed('control.set_method', { method: pick(chance, ['majority', 'weighted', 'hedge']), ...because });
}
