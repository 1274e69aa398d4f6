import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Fault } from '../../core/base/fault.ts';
import { namedRandom, type Random } from '../../core/base/random.ts';
import type { Link, LinkEnd } from '../../brokers/paper/link.ts';
import { readToVenue } from '../../brokers/paper/protocol.ts';
import type { Clock } from '../../telemetry/clock.ts';

/** How badly a venue behaves toward its clients: chances from 0 to 1, for each message. Its record stays right. */
export interface Chaos {
  readonly seed: number;
  /** Every message takes this long, each way counted once; but for what confirms a market event, which no venue would say. */
  readonly latencyMs: number;
  /** Up to this much longer, which brings messages out of their order. */
  readonly jitterMs: number;
  readonly drop: number;
  readonly duplicate: number;
  /** An order is refused before the venue has seen it. */
  readonly refuse: number;
  /** An acknowledgement comes behind whatever is said next, a fill perhaps. */
  readonly late: number;
  /** Something that no client can read is said as well. */
  readonly garbage: number;
  /** The connection ends. */
  readonly cut: number;
}

export const calm: Chaos = {
  seed: 1,
  latencyMs: 0,
  jitterMs: 0,
  drop: 0,
  duplicate: 0,
  refuse: 0,
  late: 0,
  garbage: 0,
  cut: 0,
};

const chance = Type.Optional(Type.Number({ minimum: 0, maximum: 1 }));
const ms = Type.Optional(Type.Number({ minimum: 0, maximum: 60_000 }));
const isChaos = Compile(
  Type.Object(
    {
      seed: Type.Optional(Type.Integer({ minimum: 0 })),
      latencyMs: ms,
      jitterMs: ms,
      drop: chance,
      duplicate: chance,
      refuse: chance,
      late: chance,
      garbage: chance,
      cut: chance,
    },
    { additionalProperties: false },
  ),
);

/** What is left out is calm. */
export function readChaos(text: string): Chaos {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isChaos.Check(value))
    throw new Fault('usage', `--chaos: expected JSON with some of ${Object.keys(calm).join(', ')}, was ${text}`);
  return { ...calm, ...value };
}

const GARBAGE = [
  '',
  '{',
  'null',
  '["report",1e400]',
  '["report",1000000,"filled","o-1.0","v-1",0,1,null,0,"1",10,-5,"0","0",false,""]',
  '{"kind":"fill","lots":"many"}',
];

/** Should nothing be said next. */
const LATE_MS_MAX = 250;

/**
 * A market event is confirmed when it has been taken in: time at a real venue passes by itself, and a market in lock step would
 * pass at the pace of the line. What the event caused takes its time, and the client hears the confirmation behind it.
 */
function isConfirmation(text: string): boolean {
  return text.startsWith('{"kind":"market"');
}

function isAcknowledgement(text: string): boolean {
  return (JSON.parse(text) as { kind?: unknown }).kind === 'ack';
}

/** A link whose messages to the client go astray, by the dice of a seed; `number` tells the links of one venue apart. */
export class ChaosLink implements Link {
  private readonly link: Link;
  private readonly chaos: Chaos;
  private readonly clock: Clock;
  private readonly random: Random;
  /** An acknowledgement that waits for what is said next. */
  private held: string | undefined;
  /** Messages on their way, and why the link ends behind them. */
  private underWay = 0;
  private over: string | undefined;

  constructor(link: Link, chaos: Chaos, clock: Clock, number: number) {
    this.link = link;
    this.chaos = chaos;
    this.clock = clock;
    this.random = namedRandom(chaos.seed, `link/${number}`);
  }

  get backlogBytes(): number {
    return this.link.backlogBytes;
  }

  send(text: string): boolean {
    const { drop, duplicate, garbage, cut } = this.chaos;
    if (this.hits(cut)) this.link.close('cut');
    if (this.hits(garbage)) this.pass(GARBAGE[Math.floor(this.random() * GARBAGE.length)]);
    if (this.hits(drop)) return true;
    if (this.held === undefined && this.holds(text)) return true;
    this.pass(text);
    if (this.hits(duplicate)) this.pass(text);
    this.release();
    return true;
  }

  /** What was said before arrives: a client that is turned away hears why. */
  close(why: string): void {
    if (this.underWay === 0) this.link.close(why);
    else this.over ??= why;
  }

  /** The venue's end of this link, which does not hear of orders that are refused on the way. */
  guard(end: LinkEnd): LinkEnd {
    return {
      onMessage: (text) => {
        if (!this.refuses(text)) end.onMessage(text);
      },
      onClose: (why) => end.onClose(why),
    };
  }

  private holds(text: string): boolean {
    if (!this.hits(this.chaos.late) || !isAcknowledgement(text)) return false;
    this.held = text;
    this.clock.after(LATE_MS_MAX, () => this.release());
    return true;
  }

  private release(): void {
    const { held } = this;
    this.held = undefined;
    if (held !== undefined) this.pass(held);
  }

  private refuses(text: string): boolean {
    if (!this.hits(this.chaos.refuse)) return false;
    const message = readToVenue(text);
    if (typeof message === 'string' || message.kind !== 'submit') return false;
    const { request } = message;
    this.pass(JSON.stringify({ kind: 'reject', request, last: 0, reason: 'overloaded', reported: false }));
    return true;
  }

  private pass(text: string): void {
    const { latencyMs, jitterMs } = this.chaos;
    const delayMs = latencyMs + (jitterMs > 0 ? this.random() * jitterMs : 0);
    if (delayMs === 0 || isConfirmation(text)) {
      this.link.send(text);
      return;
    }
    this.underWay += 1;
    this.clock.after(delayMs, () => {
      this.underWay -= 1;
      this.link.send(text);
      if (this.underWay === 0 && this.over !== undefined) this.link.close(this.over);
    });
  }

  private hits(probability: number): boolean {
    return probability > 0 && this.random() < probability;
  }
}
