import type { Us } from '../src/core/base/time.ts';
import { BarFeed } from '../src/feeds/bar-feed.ts';
import type { Feed, FeedPosition, MarketEvent } from '../src/feeds/feed.ts';
import type { Life } from './life.ts';
import type { SimPlan } from './plan.ts';
import type { World } from './world.ts';

/** The market as it reaches a trader: at times nothing comes for a while, and then all of it. */
export class SimMarket {
  /** Nothing comes before this moment. */
  heldUntilUs: Us = 0;
  /** Since when nothing has come. */
  heldSinceUs: Us = 0;
  readonly world: World;
  private readonly plan: SimPlan;

  constructor(world: World, plan: SimPlan) {
    this.world = world;
    this.plan = plan;
  }

  hold(us: Us): void {
    if (this.world.nowUs >= this.heldUntilUs) this.heldSinceUs = this.world.nowUs;
    this.heldUntilUs = Math.max(this.heldUntilUs, this.world.nowUs + us);
  }

  /** For how long nothing has come; 0 while it does. */
  get silentUs(): Us {
    return this.world.nowUs < this.heldUntilUs ? this.world.nowUs - this.heldSinceUs : 0;
  }

  open(life: Life, after: FeedPosition | undefined): Feed {
    const feed = new BarFeed(this.plan.bars(), { clock: life.clock, speed: this.plan.speed, after });
    const market = this;
    let isStopped = false;
    return {
      next: (): MarketEvent | undefined => (market.world.nowUs < market.heldUntilUs ? undefined : feed.next()),
      async ready() {
        while (!isStopped && market.world.nowUs < market.heldUntilUs) {
          const leftMs = (market.heldUntilUs - market.world.nowUs) / 1_000;
          await new Promise<void>((resolve) => life.clock.after(leftMs, resolve));
        }
        return isStopped ? false : feed.ready();
      },
      stop() {
        isStopped = true;
        return feed.stop();
      },
    };
  }
}
