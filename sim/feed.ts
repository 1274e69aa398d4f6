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
  private openedUs: Us = 0;
  private readonly heardUs: Us[] = [];
  private isOver = false;
  private readonly world: World;
  private readonly plan: SimPlan;

  constructor(world: World, plan: SimPlan) {
    this.world = world;
    this.plan = plan;
  }

  hold(us: Us): void {
    this.heldUntilUs = Math.max(this.heldUntilUs, this.world.nowUs + us);
  }

  /** For how long the trader has heard nothing of an instrument of which there is more to hear. */
  silentUs(instrument: number): Us {
    return this.isOver ? 0 : this.world.nowUs - Math.max(this.openedUs, this.heardUs[instrument] ?? 0);
  }

  open(life: Life, after: FeedPosition | undefined): Feed {
    const feed = new BarFeed(this.plan.bars(), { clock: life.clock, speed: this.plan.speed, after });
    const market = this;
    this.openedUs = this.world.nowUs;
    let isStopped = false;
    return {
      next(): MarketEvent | undefined {
        if (market.world.nowUs < market.heldUntilUs) return undefined;
        const event = feed.next();
        if (event !== undefined && event.instrument >= 0) market.heardUs[event.instrument] = market.world.nowUs;
        return event;
      },
      async ready() {
        while (!isStopped && market.world.nowUs < market.heldUntilUs) {
          const leftMs = (market.heldUntilUs - market.world.nowUs) / 1_000;
          await new Promise<void>((resolve) => life.clock.after(leftMs, resolve));
        }
        const isReady = !isStopped && (await feed.ready());
        if (!isReady && !isStopped) market.isOver = true;
        return isReady;
      },
      stop() {
        isStopped = true;
        return feed.stop();
      },
    };
  }
}
