import { loadState, saveState } from '../base/state.ts';
import type { Json } from './strategy.ts';

/**
 * `save` and `load` of a strategy whose memory is one object: indicators, numbers, texts, lists, maps, and objects of these. Spread
 * it into the handlers; what the strategy keeps elsewhere is lost at a restart.
 */
export function remembered(memory: object): { save(): Json; load(state: Json): void } {
  return {
    save: () => saveState(memory),
    load: (state) => loadState(memory, state),
  };
}
