import { avellanedaStoikov } from './avellaneda-stoikov.ts';
import { bollingerReversion } from './bollinger-reversion.ts';
import { buyAndHold } from './buy-and-hold.ts';
import { donchianBreakout } from './donchian-breakout.ts';
import { emaCross } from './ema-cross.ts';
import { external } from './external.ts';
import { momentum } from './momentum.ts';
import { pairs } from './pairs.ts';
import { rsiReversion } from './rsi-reversion.ts';
import type { Strategy } from './strategy.ts';

/** The agents that come with Conclave, by name. */
export const builtInStrategies: readonly Strategy[] = [
  avellanedaStoikov,
  bollingerReversion,
  buyAndHold,
  donchianBreakout,
  emaCross,
  external,
  momentum,
  pairs,
  rsiReversion,
] as readonly unknown[] as readonly Strategy[];
