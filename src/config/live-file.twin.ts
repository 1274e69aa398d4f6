import { Fault } from '../core/base/fault.ts';
import { type LiveLayers, parseLiveFile, type ReadLiveFile } from './read-run-file.ts';

/** A short run file for a live session. */
export const LIVE_FILE = `name: demo
account: { cash: 100000 }
data:
  - { instrument: BTC, interval: 1m, tickSize: 0.01, lotSize: 0.001 }
agents:
  - { id: trend, strategy: ema-cross, params: { fast: 20 } }
live:
  staleAfter: 10s
  metrics: { port: 9000 }
  webhook:
    sources:
      - { id: tv, secret: "env:TV_SECRET" }
`;

export function readLive(over: Partial<LiveLayers> = {}, text = LIVE_FILE, baseDir = '/nowhere'): ReadLiveFile {
  return parseLiveFile(text, 'live.yaml', baseDir, { env: {}, ...over });
}

/** What the action is refused with: message and further lines. */
export function faultTexts(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof Fault) return [error.message, ...error.details];
    throw error;
  }
  throw new Error('expected a Fault');
}
