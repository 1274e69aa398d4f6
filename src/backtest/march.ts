import { must } from '../core/base/assert.ts';
import type { Us } from '../core/base/time.ts';
import type { Cursor } from './cursor.ts';
import type { Joint } from './joint.ts';
import type { Listener } from './listener.ts';

/**
 * The short way for instruments whose bars close together and open again at once: instant after instant without an agenda, and
 * in one loop inside the engine while nobody acts. What it does is what the driver does with each of these instants; a test
 * compares the two.
 */
export class March {
  private readonly joint: Joint;
  private readonly cursors: readonly Cursor[];
  /** What else is due at moments of its own. */
  private readonly tapes: readonly { readonly nextUs: Us }[];
  private readonly listener: Listener;
  /** The next bars do not open now, or not together: the driver goes on with its own means. */
  private readonly part: () => void;
  /** Per instrument: the first row of its chunk that the listener has not been told of. */
  private readonly seen: Int32Array;

  constructor(
    joint: Joint,
    cursors: readonly Cursor[],
    tapes: readonly { readonly nextUs: Us }[],
    listener: Listener,
    part: () => void,
  ) {
    this.joint = joint;
    this.cursors = cursors;
    this.tapes = tapes;
    this.listener = listener;
    this.part = part;
    this.seen = new Int32Array(cursors.length);
  }

  /** All bars at hand are in progress and close now, and nothing else is due or under way. */
  get mayBegin(): boolean {
    const { cursors } = this;
    const { nowUs, engine } = this.joint;
    if (!engine.convoy.ready) return false;
    for (let k = 0; k < cursors.length; k++) if (!cursors[k].opened || cursors[k].bar.tsUs !== nowUs) return false;
    return nowUs < this.boundaryUs();
  }

  /** The next moment that is more than its bars: a session or a risk day ends, an order expires, a rate changes, an action is due. */
  private boundaryUs(): Us {
    const { engine, venue } = this.joint;
    let us = Math.min(engine.sessionCloseUs, engine.riskDayEnd, venue.nextExpiryUs);
    for (let k = 0; k < this.tapes.length; k++) us = Math.min(us, this.tapes[k].nextUs);
    return us;
  }

  /** Goes on for at most so many instants, and returns how many. The bars after the last one are in progress, or the driver has them. */
  run(most: number): number {
    const { joint, listener } = this;
    const { engine } = joint;
    const { convoy } = engine;
    this.enter();
    for (let left = most; ;) {
      const passed = this.instants(left);
      left -= passed;
      this.tell();
      joint.expire();
      if (!convoy.advances()) {
        this.leave();
        this.part();
        listener.onInstant(passed);
        return most - left;
      }
      convoy.advance();
      this.openBars();
      listener.onInstant(passed);
      // Who comes in between, or ends the run, does so at the instant that is over.
      if (left === 0 || engine.stopped || !convoy.ready || !(convoy.nowUs < this.boundaryUs())) {
        this.leave();
        return most - left;
      }
      joint.nowUs = convoy.nowUs;
    }
  }

  private enter(): void {
    const { cursors, seen } = this;
    const { convoy } = this.joint.engine;
    for (let k = 0; k < cursors.length; k++) {
      convoy.enter(k, must(cursors[k].chunk, 'a bar in progress stands in a chunk'), cursors[k].row);
      seen[k] = cursors[k].row;
    }
  }

  private leave(): void {
    const { cursors } = this;
    const { lanes } = this.joint.engine.convoy;
    for (let k = 0; k < cursors.length; k++) cursors[k].goTo(lanes[k].row);
  }

  /** The instant at hand, and those after it in which nothing happens; returns how many. */
  private instants(most: number): number {
    const { joint, listener } = this;
    const { engine, venue, out } = joint;
    const { convoy } = engine;
    if (!venue.allIdle) this.walkPaths();
    convoy.begin(this.boundaryUs());
    // What fills on the paths caused, and what is put out on the way, may need an instant that the convoy does not make.
    const mayPass = () => venue.allIdle && convoy.ready;
    let unseen = mayPass() ? Math.min(most - 1, listener.instantsUnseen) : 0;
    let passed = 1;
    do {
      convoy.run(unseen, out);
      passed += convoy.passed;
      unseen -= convoy.passed;
      joint.nowUs = engine.account.nowUs;
      if (out.rows > 0) {
        joint.settle();
        if (!mayPass()) unseen = 0;
      }
    } while (!convoy.complete);
    return passed;
  }

  private walkPaths(): void {
    const { joint, cursors } = this;
    for (let k = 0; k < cursors.length; k++) {
      if (joint.venue.idle(k)) continue;
      cursors[k].goTo(joint.engine.convoy.lanes[k].row);
      joint.path(cursors[k]);
    }
  }

  private openBars(): void {
    const { joint, cursors } = this;
    if (joint.venue.allIdle) return;
    for (let k = 0; k < cursors.length; k++) {
      if (joint.venue.idle(k)) continue;
      cursors[k].goTo(joint.engine.convoy.lanes[k].row);
      joint.open(cursors[k]);
    }
  }

  /** The listener hears of the bars that have closed since it last did. */
  private tell(): void {
    const { cursors, seen, listener } = this;
    const { lanes } = this.joint.engine.convoy;
    for (let k = 0; k < cursors.length; k++) {
      const closed = lanes[k].row + 1;
      listener.onBars(must(cursors[k].chunk, 'it was entered'), seen[k], closed);
      seen[k] = closed;
    }
  }
}
