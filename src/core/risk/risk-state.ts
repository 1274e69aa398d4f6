import { must } from '../base/assert.ts';
import type { SavedState } from '../base/state.ts';
import type { Id } from '../base/ids.ts';
import type { OrderOrigin, OrderTerms } from '../model/order.ts';
import type { RiskApproved } from './approved.ts';
import type { BreakersState } from './breakers.ts';
import type { BucketsState } from './buckets.ts';
import type { ConditionsState } from './conditions.ts';
import type { DuplicatesState } from './duplicates.ts';
import type { Halt } from './halts.ts';
import type { KillSwitchState } from './kill-switch.ts';
import type { OrderRateState } from './order-rate.ts';
import type { Reservation, Reservations } from './reservations.ts';
import type { SessionReturnsState } from './session-returns.ts';
import type { ShrinkState } from './shrink.ts';
import type { VolumeState } from './volume.ts';

/** All that risk remembers, as plain JSON. */
export interface RiskState {
  /** Those in force, and how often they were changed. */
  limits: SavedState;
  limitsVersion: number;
  conditions: ConditionsState;
  reservations: ReservationState[];
  volume: VolumeState;
  returns: SessionReturnsState;
  buckets: BucketsState;
  breakers: BreakersState;
  kills: KillSwitchState;
  halts: Halt[];
  rate: OrderRateState;
  duplicates: DuplicatesState;
  shrink: ShrinkState;
  warnings: [string, string[]][];
}

export interface ReservationState {
  orderId: Id;
  agent: number;
  origin: OrderOrigin;
  terms: OrderTerms;
  reducing: boolean;
  lots: number;
  /** null: it was approved without a price to weigh it with. */
  worstTicks: number | null;
  filledLots: number;
  gainedLots: number;
  asked: { terms: OrderTerms; reducing: boolean; lots: number; worstTicks: number | null } | null;
  unknown: boolean;
  parentId: Id | null;
  childLots: number;
  closing: boolean;
}

export function saveReservations(reservations: Reservations): ReservationState[] {
  return Array.from(reservations.all(), ({ approved, asked, parent, worstTicks, place: _place, ...rest }) => ({
    ...rest,
    terms: approved.value,
    reducing: approved.reducing,
    worstTicks: known(worstTicks),
    asked:
      asked === undefined
        ? null
        : {
            terms: asked.approved.value,
            reducing: asked.approved.reducing,
            lots: asked.lots,
            worstTicks: known(asked.worstTicks),
          },
    parentId: parent?.orderId ?? null,
  }));
}

/** Into an empty book. Parents stand before their children, as they were opened. */
export function loadReservations(
  reservations: Reservations,
  states: readonly ReservationState[],
  approve: (orderId: Id, terms: OrderTerms, reducing: boolean) => RiskApproved<OrderTerms>,
): void {
  for (const { terms, reducing, worstTicks, asked, parentId, ...rest } of states) {
    const reservation: Reservation = {
      ...rest,
      place: 0,
      approved: approve(rest.orderId, terms, reducing),
      worstTicks: worstTicks ?? Number.NaN,
      asked:
        asked === null
          ? undefined
          : {
              approved: approve(rest.orderId, asked.terms, asked.reducing),
              lots: asked.lots,
              worstTicks: asked.worstTicks ?? Number.NaN,
            },
      parent:
        parentId === null ? undefined : must(reservations.get(parentId), 'a child order stands behind its parent'),
    };
    reservations.restore(reservation);
  }
}

function known(ticks: number): number | null {
  return Number.isNaN(ticks) ? null : ticks;
}
