import { describe, expect, it } from 'vitest';
import { flat, scripted } from '../core/engine/scenario.twin.ts';
import { remembered } from '../core/strategies/remembered.ts';
import type { Scenario } from '../backtest/scenario.ts';
import { settled } from '../telemetry/virtual-clock.twin.ts';
import { type Life, TraderRig } from './trader-rig.twin.ts';

const scenario: Scenario = {
  instruments: { A: { bars: flat(100, 100, 100) } },
  agents: { p: { strategy: scripted({}, remembered({})) } },
};

function kill(id: string, over: object = {}, payload: object = {}) {
  return {
    id,
    subject: 'control.kill',
    schemaVersion: 1,
    tsUs: 1_700_000_000_000_000,
    source: 'api-1',
    sequence: 1,
    correlationId: id,
    causationId: '',
    payload: { scope: 'account', target: '', who: 'a person', why: 'asked', ...payload },
    ...over,
  };
}

async function ask({ bus }: Life, body: unknown, subject = 'control.kill'): Promise<Record<string, unknown>> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const reply = await bus.request({ subject, source: 'api-1', sequence: 1, body: text }, 10_000);
  return JSON.parse(reply.body) as Record<string, unknown>;
}

function lettersOf({ bus }: Life): Record<string, unknown>[] {
  const letters: Record<string, unknown>[] = [];
  bus.subscribe('dlq.>', (delivery) => {
    letters.push(JSON.parse(delivery.message.body) as Record<string, unknown>);
    delivery.ack();
  });
  return letters;
}

describe('Requests over the bus', () => {
  it('are answered when they are on the disk, and a second time with the same input', async () => {
    const rig = new TraderRig(scenario);
    const life = await rig.start();
    const first = await ask(life, kill('a'));
    expect(first).toMatchObject({ ok: true, duplicate: false });
    expect(life.journal.syncedSequence).toBeGreaterThanOrEqual(first.sequence as number);
    expect(await ask(life, kill('a'))).toEqual({ ...first, duplicate: true });
    expect(life.engine.account.risk.killList()).toHaveLength(1);
  });

  it('are known again after a restart, with a snapshot and without', async () => {
    for (const stops of [true, false]) {
      const rig = new TraderRig(scenario);
      const life = await rig.start();
      const first = await ask(life, kill('a'));
      if (stops) await life.trader.stop();
      rig.kill();
      const again = await rig.start();
      expect(again.recovery.snapshot > 0).toBe(stops);
      expect(await ask(again, kill('a'))).toEqual({ ...first, duplicate: true });
      expect(again.engine.account.risk.killList()).toHaveLength(1);
    }
  });

  it.each([
    ['no JSON', 'no json', 'DATA_NOT_JSON'],
    ['ten megabytes', 'x'.repeat(10_000_000), 'DATA_TOO_LARGE'],
    ['an unknown subject', kill('b', { subject: 'control.explode' }), 'DATA_UNKNOWN_SUBJECT'],
    ['another subject than that it came on', kill('b', { subject: 'control.pause' }), 'DATA_SUBJECT_MISMATCH'],
    ['a version of tomorrow', kill('b', { schemaVersion: 99 }), 'DATA_UNKNOWN_VERSION'],
    ['a field that nobody knows', kill('b', {}, { force: true }), 'DATA_INVALID'],
    ['a strategy that is not there', kill('b', {}, { scope: 'strategy', target: 'nobody' }), 'CTL_UNKNOWN_TARGET'],
  ])('with %s are refused by name, become a dead letter, and harm nobody', async (_, body, code) => {
    const rig = new TraderRig(scenario);
    const life = await rig.start();
    const letters = lettersOf(life);
    const inputs = life.engine.sequence;
    const asked = ask(life, body);
    if (code === 'DATA_TOO_LARGE') await expect(asked).rejects.toMatchObject({ code: 'too-large' });
    else {
      expect(await asked).toMatchObject({ code });
      await settled();
      expect(letters).toMatchObject([{ subject: 'dlq.control.kill', payload: { code } }]);
      expect(life.trader.counts.refused).toBe(1);
    }
    expect(life.engine.sequence).toBe(inputs);
    expect(await ask(life, kill('good'))).toMatchObject({ ok: true });
  });

  it('cannot pass for the feed, the venue or the runtime', async () => {
    const rig = new TraderRig(scenario);
    const life = await rig.start();
    const { marks } = life.trader;
    for (const source of ['feed', 'venue', 'runtime'])
      await ask(life, kill(`from ${source}`.replace(' ', '-'), { source, sequence: 1_000 }));
    expect([marks.reports, marks.ticks, marks.through, marks.own < 1_000]).toEqual([0, 0, undefined, true]);
    expect(marks.requested('from-venue')).toBeDefined();
    expect(await life.trader.run()).toBe(true);
  });

  it('are told "not now" while the session ends', async () => {
    const rig = new TraderRig(scenario);
    const life = await rig.start();
    const stopping = life.trader.stop();
    const answer = await ask(life, kill('late')).catch((error: unknown) => error);
    expect(answer).toMatchObject({ code: expect.stringMatching(/CTL_NOT_RUNNING|no-responder|closed/) });
    await stopping;
  });
});
