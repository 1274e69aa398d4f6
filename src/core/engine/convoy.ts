import type { Us } from '../base/time.ts';
import type { BarSeries } from '../market/series.ts';
import { BarEvent } from '../model/bar.ts';
import type { Out } from '../model/out.ts';
import type { Account } from './account.ts';
import type { Agent, Health } from './agent.ts';
import { BarView } from './bar-view.ts';
import type { Decisions } from './decisions.ts';
import type { ExitDesk } from './exits.ts';
import { Cell, CELLS, Lane } from './lane.ts';
import type { Marks } from './marks.ts';
import type { OwnOrders } from './own-orders.ts';
import type { Targets } from './targets.ts';

/** The parts of the engine that a convoy drives. */
export interface ConvoyParts {
  readonly account: Account;
  readonly agents: readonly Agent[];
  readonly listeners: readonly Int32Array[];
  readonly marks: Marks;
  readonly targets: Targets;
  readonly ownOrders: OwnOrders;
  readonly decisions: Decisions;
  readonly exits: ExitDesk;
  readonly health: Health;
  /** Votes go stale or fade with the time since their agent last handled an event. */
  readonly ageCounts: boolean;
  /** The end of an instant: breakers, windows, orders. */
  readonly onInstant: () => void;
}

/** So many instants are looked at in one go, at most, and fewer where there are many lanes: what is laid out should stay in the nearest cache. */
const LOOK_AHEAD = 64;
const LOOK_AHEAD_BARS = 1_024;

/**
 * The short way for bars that nobody acts on, which is nearly all of them: the base bars of all instruments, closing together
 * instant after instant, in one loop over their columns. What it does is what `process` does with each of these bars, the
 * last of an instant ending it; it comes back as soon as something was put out.
 */
export class Convoy {
  /** Per instrument. The caller enters the columns and owes rows that stand at one instant. */
  readonly lanes: readonly Lane[];
  /** The lane that comes next in the instant at hand; their number when it is complete. */
  private next = 0;
  /** Instants that the last `run` went beyond. */
  passed = 0;
  /** The bars of the next instants, laid out as they are read: instant after instant, in each lane after lane. */
  private readonly cells: Float64Array;
  /** Where those of the instant at hand begin there. */
  private at = 0;
  /** What one instant takes. */
  private readonly stride: number;
  private readonly lookAhead: number;
  /** Rows behind those at hand that are known to line up; as many of them as close before `limitUs` lie in `free`. */
  private ahead = 0;
  private free = 0;
  /** How many the next look takes in: twice as many each time, for where something happens with every bar few are walked. */
  private reach = 1;
  private limitUs: Us = Number.NEGATIVE_INFINITY;
  private readonly parts: ConvoyParts;
  /** Per instrument: the name of its base interval. */
  private readonly intervals: readonly string[];
  private readonly view = new BarView();
  private readonly event = new BarEvent();

  constructor(parts: ConvoyParts) {
    const { account, agents, listeners } = parts;
    this.parts = parts;
    this.lanes = listeners.map((places, i) => {
      return new Lane(
        account.instruments[i],
        Array.from(places, (a) => agents[a]),
        places,
      );
    });
    this.intervals = account.spec.intervals.map(([base]) => base);
    const count = this.lanes.length;
    this.lookAhead = Math.max(1, Math.min(LOOK_AHEAD, Math.floor(LOOK_AHEAD_BARS / count)));
    this.stride = count * CELLS;
    this.cells = new Float64Array(this.lookAhead * this.stride);
  }

  /** Nothing is under way that an instant must look at besides its bars. */
  get ready(): boolean {
    const { account, decisions, ownOrders, targets, health } = this.parts;
    if (account.consensus.rounds !== undefined || account.dirtyCount > 0 || health.failed) return false;
    return decisions.idle && targets.idle && ownOrders.still;
  }

  /** A lane goes on at this row of these columns. */
  enter(lane: number, series: BarSeries, row: number): void {
    this.lanes[lane].enter(series, row);
    this.lanes[lane].layOut(row, 1, this.cells, lane * CELLS, this.stride);
    this.at = 0;
    this.ahead = 0;
    this.reach = 1;
  }

  /** When the bars at the lanes' rows close. */
  get nowUs(): Us {
    return this.lanes[0].tsUs[this.lanes[0].row];
  }

  /** Every lane of the instant at hand is done. */
  get complete(): boolean {
    return this.next === this.lanes.length;
  }

  /** The instant at which the lanes' rows close begins. `run` goes on to none at `limitUs` or after it. */
  begin(limitUs: Us): void {
    this.parts.account.nowUs = this.nowUs;
    this.limitUs = limitUs;
    this.free = this.before(limitUs);
    this.next = 0;
  }

  /**
   * Goes on with lane `next` of the instant at hand, `account.nowUs`, and then for at most `most` instants more, while each
   * next row follows without a gap in every lane. Comes back after a bar that put something out, or after a complete instant.
   */
  run(most: number, out: Out): void {
    const { lanes, cells, parts, intervals, view, event } = this;
    const { account, marks, exits, ownOrders, health, ageCounts } = parts;
    const { risk } = account;
    const count = lanes.length;
    const readsExits = !exits.idle;
    // What was closed just before may trip a breaker: the first instant is looked at though nothing is held any more.
    let looks = true;
    const holds = account.ledger.holdsAny;
    let { next } = this;
    let { sequence } = account;
    let passed = 0;
    account.out = out;
    for (;;) {
      while (next < count) {
        const lane = lanes[next];
        const { agents, instrument } = lane;
        const cell = this.at + next * CELLS;
        next += 1;
        sequence += 1;
        account.number(sequence);
        marks.onBar(instrument, cells[cell + Cell.closeTicks], cells[cell + Cell.volume]);
        if (readsExits) {
          lane.read(event);
          for (let a = 0; a < agents.length; a++) exits.onBar(lane.places[a], event);
        }
        const { name } = account.instruments[instrument];
        const interval = intervals[instrument];
        for (let a = 0; a < agents.length; a++) {
          if (ageCounts && !agents[a].isExternal) account.consensus.handled(lane.places[a], account.nowUs);
          // Filled for each: what one agent writes into the bar, no other sees.
          agents[a].bar(view.fillCells(cells, cell, name, interval));
        }
        if (out.rows > 0 || health.failed) {
          if (next === count) parts.onInstant();
          this.next = next;
          this.passed = passed;
          return;
        }
      }
      if ((looks && !risk.quiet) || account.dirtyCount > 0 || ownOrders.asked) {
        parts.onInstant();
        if (out.rows > 0) break;
      }
      looks = holds;
      if (passed === most || (this.free === 0 && !this.advances()) || this.free === 0) break;
      this.advance();
      account.nowUs = this.nowUs;
      passed += 1;
      next = 0;
    }
    this.next = next;
    this.passed = passed;
  }

  /** Every lane has a row that begins now and closes with the others. */
  advances(): boolean {
    if (this.ahead === 0) {
      this.ahead = this.lineUp();
      this.free = this.before(this.limitUs);
    }
    return this.ahead > 0;
  }

  /** On to those rows; `account.nowUs` is the caller's to set. */
  advance(): void {
    const { lanes } = this;
    this.ahead -= 1;
    this.free -= 1;
    this.at += this.stride;
    for (let k = 0; k < lanes.length; k++) lanes[k].row += 1;
  }

  /** How many of the rows ahead close before a moment. */
  private before(us: Us): number {
    const { tsUs, row } = this.lanes[0];
    let rows = this.ahead;
    while (rows > 0 && !(tsUs[row + rows] < us)) rows -= 1;
    return rows;
  }

  /**
   * How many rows, of the next few, begin when the one before them closes, in all lanes at the same times. They are laid out;
   * the instant at hand must be complete.
   */
  private lineUp(): number {
    const { lanes, cells, stride } = this;
    const first = lanes[0];
    let rows = this.reach;
    this.reach = Math.min(this.lookAhead, 2 * rows);
    for (let k = 0; k < lanes.length; k++) {
      const { row, length, tsUs, openUs } = lanes[k];
      rows = Math.min(rows, length - row - 1);
      for (let n = 1; n <= rows; n++) {
        const closesUs = first.tsUs[first.row + n];
        if (tsUs[row + n] !== closesUs || openUs[row + n] !== first.tsUs[first.row + n - 1]) rows = n - 1;
      }
    }
    for (let k = 0; k < lanes.length; k++) lanes[k].layOut(lanes[k].row + 1, rows, cells, k * CELLS, stride);
    this.at = -stride;
    return rows;
  }
}
