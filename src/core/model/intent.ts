import type { Us } from '../base/time.ts';
import { OrderType, Side, TimeInForce } from './order.ts';

/** An intent from outside, in ticks and lots, in a reused object. */
export class IntentEvent {
  /** Place in the run's list of agents. */
  agent = 0;
  instrument = 0;
  kind: 'target' | 'order' = 'target';
  /** target: the position wanted, NaN abstains. */
  targetLots = Number.NaN;
  confidence = 1;
  /** order: its terms. */
  side: Side = Side.buy;
  lots = 0;
  type: OrderType = OrderType.market;
  /** NaN where the order has none. */
  limitTicks = Number.NaN;
  stopTicks = Number.NaN;
  timeInForce: TimeInForce = TimeInForce.gtc;
  /** NaN unless GTD. */
  expireUs: Us = Number.NaN;
  postOnly = false;
  reduceOnly = false;
  reason = '';
  /** The same key is acted upon once: whoever lets intents in owes that. */
  key = '';
}
