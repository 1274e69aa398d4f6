import type { Us } from '../src/core/base/time.ts';
import { BarFeed } from '../src/feeds/bar-feed.ts';
import type { Feed, FeedPosition } from '../src/feeds/feed.ts';
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
  private emptyUs: Us = 0;
  private readonly world: World;
  private readonly plan: SimPlan;

  constructor(world: World, plan: SimPlan) {
    this.world = world;
    this.plan = plan;
  }

  hold(us: Us): void {
    this.heldUntilUs = Math.max(this.heldUntilUs, this.world.nowUs + us);
  }

  /**
   * For how long the trader has heard nothing of an instrument of which there is more to hear, up to when there was last
   * nothing to fetch: what waits to be fetched was not silent.
   */
  silentUs(instrument: number): Us {
    return this.isOver ? 0 : this.emptyUs - Math.max(this.openedUs, this.heardUs[instrument] ?? 0);
  }

  open(life: Life, after: FeedPosition | undefined): Feed {
    const feed = new BarFeed(this.plan.bars(), { clock: life.clock, speed: this.plan.speed, after });
    this.openedUs = this.world.nowUs;
    const state = { isStopped: false };
    const stopped = Promise.withResolvers<void>();
    return {
      next: () => {
        const event = this.isHeld ? undefined : feed.next();
        if (event === undefined) this.emptyUs = this.world.nowUs;
        else if (event.instrument >= 0) this.heardUs[event.instrument] = this.world.nowUs;
        return event;
      },
      ready: async () => {
        while (this.isHeld && !state.isStopped) {
          const leftMs = (this.heldUntilUs - this.world.nowUs) / 1_000;
          const over = new Promise<void>((resolve) => life.clock.after(leftMs, resolve));
          await Promise.race([over, stopped.promise]);
        }
        const isReady = !state.isStopped && (await feed.ready());
        if (!isReady && !state.isStopped) this.isOver = true;
        return isReady;
      },
      stop: () => {
        state.isStopped = true;
        stopped.resolve();
        return feed.stop();
      },
    };
  }

  private get isHeld(): boolean {
    return this.world.nowUs < this.heldUntilUs;
  }
}
