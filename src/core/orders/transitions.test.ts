import { describe, expect, it } from 'vitest';
import {
  isDone,
  isOver,
  NEW,
  ORDER_EVENTS,
  ORDER_REFUSALS,
  ORDER_STATES,
  type OrderEvent,
  type OrderState,
  type Standing,
  statusOf,
  transition,
} from './transitions.ts';

const resting = ORDER_STATES.filter((state) => !isOver(state) && !isDone(state));
const late = ['canceled', 'rejected', 'expired'] as const;

/** Every standing there can be: each state, and each state that lies over another with all that may lie beneath. */
const standings: Standing[] = ORDER_STATES.flatMap((state): Standing[] => {
  if (!isOver(state)) return [{ state, under: state }];
  const beneath = state === 'filled' ? [...resting, ...late] : resting.filter((under) => under !== 'initialized');
  return beneath.map((under) => ({ state, under }));
});

const name = ({ state, under }: Standing): string => (state === under ? state : `${state} over ${under}`);

const walk = (...events: OrderEvent[]): Standing =>
  events.reduce<Standing>(
    (at, event) => {
      const next = transition(at, event);
      if (typeof next === 'string') throw new Error(`${event} in ${name(at)}: ${next}`);
      return next;
    },
    { state: 'initialized', under: 'initialized' },
  );

describe('the table of transitions', () => {
  it('says for every state and event what is on the page', async () => {
    const width = Math.max(...ORDER_EVENTS.map((event) => event.length));
    const page = standings.map((at) => {
      const lines = ORDER_EVENTS.map((event) => {
        const next = transition(at, event);
        return `  ${event.padEnd(width)}  ${typeof next === 'string' ? `refused: ${next}` : name(next)}`;
      });
      return [name(at), ...lines].join('\n');
    });
    await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot('../../../test/golden/order-transitions.txt');
  });

  it('leads only to standings that there can be', () => {
    const names = new Set(standings.map(name));
    for (const at of standings) {
      for (const event of ORDER_EVENTS) {
        const next = transition(at, event);
        if (typeof next === 'string') expect(ORDER_REFUSALS).toContain(next);
        else expect(names).toContain(name(next));
      }
    }
  });

  it('reaches every state from a new order, and uses every refusal of its own', () => {
    const start: Standing = { state: 'initialized', under: 'initialized' };
    const seen = new Map([[name(start), start]]);
    const refusals = new Set<string>();
    for (const at of seen.values()) {
      for (const event of ORDER_EVENTS) {
        const next = transition(at, event);
        if (typeof next === 'string') refusals.add(next);
        else if (!seen.has(name(next))) seen.set(name(next), next);
      }
    }
    expect(new Set([...seen.values()].map((at) => at.state))).toEqual(new Set(ORDER_STATES));
    expect([...refusals].sort()).toEqual(
      ORDER_REFUSALS.filter((code) => code !== 'unknown-fill' && code !== 'fill-differs').toSorted(),
    );
  });

  it('takes a fill in every state but one that was never sent', () => {
    for (const at of standings) {
      for (const event of ['partialFill', 'fill'] as const) {
        expect(typeof transition(at, event) === 'string', `${event} in ${name(at)}`).toBe(at.state === 'denied');
      }
    }
  });

  it('lets nothing but a bust open an order again', () => {
    for (const at of standings.filter(({ state }) => isDone(state))) {
      for (const event of ORDER_EVENTS) {
        const next = transition(at, event);
        if (typeof next === 'string' || isDone(next.state)) continue;
        expect(event).toMatch(/^bust/);
        expect(at.state).toBe('filled');
      }
    }
  });
});

describe('an order', () => {
  it.each<[string, OrderEvent[], OrderState]>([
    ['is worked in parts', ['submit', 'accept', 'partialFill', 'partialFill', 'fill'], 'filled'],
    ['fills before it is acknowledged', ['submit', 'partialFill', 'accept'], 'partiallyFilled'],
    ['is denied before it leaves', ['deny'], 'denied'],
    ['is canceled at once by its venue (IOC)', ['submit', 'cancel'], 'canceled'],
    [
      'returns to what it was when a cancel is refused',
      ['submit', 'accept', 'trigger', 'requestCancel', 'rejectCancel'],
      'triggered',
    ],
    [
      'returns to what a fill has made of it meanwhile',
      ['submit', 'accept', 'requestCancel', 'partialFill', 'rejectCancel'],
      'partiallyFilled',
    ],
    ['fills while a cancel is on its way', ['submit', 'accept', 'requestCancel', 'fill'], 'filled'],
    ['stays pending while only a part fills', ['submit', 'accept', 'requestUpdate', 'partialFill'], 'pendingUpdate'],
    [
      'goes on with an accepted update',
      ['submit', 'accept', 'requestUpdate', 'partialFill', 'update'],
      'partiallyFilled',
    ],
    [
      'can be canceled while an update is pending',
      ['submit', 'accept', 'requestUpdate', 'requestCancel', 'update', 'cancel'],
      'canceled',
    ],
    ['is unknown when no answer comes', ['submit', 'lose'], 'unknown'],
    ['turns out to work', ['submit', 'lose', 'accept'], 'accepted'],
    ['turns out to have filled', ['submit', 'lose', 'fill'], 'filled'],
    ['turns out never to have arrived', ['submit', 'lose', 'reject'], 'rejected'],
    [
      'stays unknown when only its cancel is refused',
      ['submit', 'accept', 'requestCancel', 'lose', 'rejectCancel'],
      'unknown',
    ],
    [
      'becomes known by a part of it filling',
      ['submit', 'accept', 'requestCancel', 'lose', 'partialFill'],
      'partiallyFilled',
    ],
    ['stays canceled when a part fills late', ['submit', 'accept', 'cancel', 'partialFill'], 'canceled'],
    ['is filled when the rest fills late', ['submit', 'accept', 'cancel', 'fill'], 'filled'],
    [
      'is canceled again when that late fill is taken back',
      ['submit', 'accept', 'cancel', 'fill', 'bustAll'],
      'canceled',
    ],
    ['counts a fill after a rejection', ['submit', 'reject', 'fill'], 'filled'],
    ['counts a fill after its expiry', ['submit', 'accept', 'expire', 'partialFill'], 'expired'],
    ['opens again when a fill is taken back', ['submit', 'accept', 'fill', 'bustAll'], 'accepted'],
    ['opens again in part', ['submit', 'accept', 'partialFill', 'fill', 'bustPart'], 'partiallyFilled'],
    ['has nothing filled when its only part is taken back', ['submit', 'accept', 'partialFill', 'bustAll'], 'accepted'],
    ['stays filled when an excess is taken back', ['submit', 'accept', 'fill', 'fill', 'bustExcess'], 'filled'],
    ['may be one that was found at the venue', ['accept', 'partialFill'], 'partiallyFilled'],
  ])('%s', (_what, events, state) => {
    expect(walk(...events).state).toBe(state);
  });

  it.each<[string, OrderEvent[], OrderEvent, string]>([
    ['is not sent twice', ['submit'], 'submit', 'already-sent'],
    ['is not sent again while its outcome is unknown', ['submit', 'lose'], 'submit', 'outcome-unknown'],
    ['is not updated while its outcome is unknown', ['submit', 'lose'], 'requestUpdate', 'outcome-unknown'],
    ['is not updated while a cancel is on its way', ['submit', 'requestCancel'], 'requestUpdate', 'cancel-pending'],
    ['cannot be canceled at a venue that never got it', [], 'requestCancel', 'not-sent'],
    ['cannot be denied once sent', ['submit'], 'deny', 'already-sent'],
    ['cannot be rejected once it has traded', ['submit', 'partialFill'], 'reject', 'partly-filled'],
    ['hears an acknowledgement once', ['submit', 'accept'], 'accept', 'duplicate'],
    ['hears no answer that it did not ask for', ['submit', 'accept'], 'rejectCancel', 'not-pending'],
    ['takes no cancel when it has filled', ['submit', 'fill'], 'cancel', 'closed'],
  ])('%s', (_what, events, event, refusal) => {
    expect(transition(walk(...events), event)).toBe(refusal);
  });
});

describe('a status', () => {
  it('is one object for each standing, which leads to those of other standings', () => {
    const accepted = { state: 'accepted', under: 'accepted' } as const;
    expect(statusOf(accepted)).toBe(statusOf({ ...accepted }));
    expect(NEW).toBe(statusOf({ state: 'initialized', under: 'initialized' }));
    expect(NEW.after('accept')).toBe(statusOf(accepted));
    expect(statusOf(accepted).after('requestCancel')).toBe(statusOf({ state: 'pendingCancel', under: 'accepted' }));
    expect(statusOf(accepted).after('accept')).toBe('duplicate');
  });

  it('of a new order is initialized, with nothing beneath, and not done', () => {
    expect([NEW.state, NEW.under, NEW.done]).toEqual(['initialized', 'initialized', false]);
  });
});
