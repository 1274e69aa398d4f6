import { clipped } from '../../text-width.ts';
import type { Panel } from '../panel.ts';

const KEYS = [
  ['q', 'quit'],
  ['↑↓', 'agent'],
  ['p', 'pause or resume it'],
  ['k', 'kill'],
] as const;

/** What can be pressed, or what an answer is waited for. */
export const keys: Panel = (view, width, paint) => {
  if (view.question !== '') return [clipped(paint('inverse', ` ${view.question}  y / n `), width)];
  return [clipped(KEYS.map(([key, does]) => `${paint('bold', key)} ${paint('dim', does)}`).join('   '), width)];
};
