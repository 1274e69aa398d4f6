import { formatTime } from '../../../core/base/time.ts';
import { clipped, harmless, widthOf } from '../../text-width.ts';
import type { Paint, Panel } from '../panel.ts';

/** Which session it is, how it is, and where its time stands. */
export const head: Panel = (view, width, paint) => {
  const { session, start, eventUs, speed, upSeconds, method } = view;
  const left = `${paint(['bold', 'cyan'], 'conclave')} ${paint('bold', harmless(session))}  ${stateText(view.state, paint)}`;
  const pace = Number.isNaN(speed) ? [] : [`${rateText(speed)} real time`];
  const facts = [
    `${formatTime(eventUs).slice(0, 19).replace('T', ' ')} UTC`,
    ...pace,
    `up ${lasting(upSeconds)}`,
    ...(start > 1 ? [`start ${start}`] : []),
  ];
  const lines = [left];
  const right = paint('dim', [...facts, method].join(' · '));
  const room = width - widthOf(left) - widthOf(right);
  if (room >= 2) lines[0] += ' '.repeat(room) + right;
  else lines.push(clipped(right, width));
  for (const { scope, id, reason } of view.kills)
    lines.push(
      clipped(paint(['bold', 'red'], ` KILLED  ${scope}${id === '' ? '' : ` ${id}`}: ${harmless(reason)}`), width),
    );
  return lines;
};

function stateText(state: string, paint: Paint): string {
  if (state === 'running') return paint('green', '● running');
  if (state === 'killed') return paint(['bold', 'red'], '■ killed');
  return paint('yellow', `◆ ${state}`);
}

function rateText(speed: number): string {
  return speed >= 10 ? `${Math.round(speed).toLocaleString('en-US')}×` : `${speed.toFixed(1)}×`;
}

/** `02:13:07` */
function lasting(seconds: number): string {
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(seconds / 3_600)}:${two((seconds / 60) % 60)}:${two(seconds % 60)}`;
}
