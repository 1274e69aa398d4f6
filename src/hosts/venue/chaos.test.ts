import { expect, it } from 'vitest';
import { VirtualClock } from '../../telemetry/virtual-clock.twin.ts';
import { calm, ChaosLink } from './chaos.ts';

const ack = '{"kind":"ack","request":1,"last":0}';
const report = '{"kind":"report"}';

function link(chaos: object) {
  const clock = new VirtualClock();
  const heard: string[] = [];
  const inner = {
    backlogBytes: 0,
    send: (text: string) => heard.push(text) > 0,
    close: (why: string) => void heard.push(why),
  };
  return { clock, heard, wild: new ChaosLink(inner, { ...calm, ...chaos }, clock, 1) };
}

it('A late acknowledgement comes behind what is said next, or by itself when nothing is', async () => {
  const { clock, heard, wild } = link({ late: 1 });
  wild.send(report);
  wild.send(ack);
  expect(heard).toEqual([report]);
  wild.send(report);
  expect(heard).toEqual([report, report, ack]);
  wild.send(ack);
  await clock.advance(1_000);
  expect(heard).toEqual([report, report, ack, ack]);
});

it('A calm link changes nothing; a cut one ends', () => {
  const calmly = link({});
  for (const text of [ack, report, ack]) calmly.wild.send(text);
  expect(calmly.heard).toEqual([ack, report, ack]);
  const cut = link({ cut: 1 });
  cut.wild.send(report);
  expect(cut.heard[0]).toBe('cut');
});

it('What a venue says takes its time; that a market event has been taken in is heard at once', async () => {
  const { clock, heard, wild } = link({ latencyMs: 5 });
  const market = '{"kind":"market","sequence":1,"last":1}';
  wild.send(report);
  wild.send(market);
  expect(heard).toEqual([market]);
  await clock.advance(5);
  expect(heard).toEqual([market, report]);
});

it('A link that is closed ends behind what was said on it, and with it where nothing is under way', async () => {
  const { clock, heard, wild } = link({ latencyMs: 5, jitterMs: 3 });
  wild.send('{"kind":"turned-away","reason":"another trader took over"}');
  wild.send(report);
  wild.close('over');
  expect(heard).toEqual([]);
  await clock.advance(8);
  expect(heard).toHaveLength(3);
  expect(heard.at(-1)).toBe('over');
  wild.close('again');
  expect(heard.at(-1)).toBe('again');
});
