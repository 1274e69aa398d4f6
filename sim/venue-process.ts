import { Journal } from '../src/journal/journal.ts';
import { Snapshots } from '../src/journal/snapshots.ts';
import { VenueService } from '../src/hosts/venue/service.ts';
import type { SimDisk } from './disk.ts';
import type { Life } from './life.ts';
import type { Listening } from './network.ts';
import type { SimPlan } from './plan.ts';
import type { Sabotage } from './sabotage.ts';

export const VENUE_TOKEN = 'token';

/** The paper exchange as one run of a process, as src/hosts/venue/main.ts makes it. */
export class VenueProcess {
  readonly life: Life;
  service: VenueService | undefined;
  listening: Listening | undefined;

  constructor(life: Life, disk: SimDisk, plan: SimPlan, sabotage: Sabotage) {
    this.life = life;
    life.watch(this.begin(disk, plan, sabotage));
  }

  private async begin(disk: SimDisk, plan: SimPlan, sabotage: Sabotage): Promise<void> {
    const { life } = this;
    const journal = await Journal.open('/venue/journal', {
      disk: disk.mount(life),
      verify: 'tail',
      segmentBytes: 40_000,
    });
    if (!life.alive) return;
    const snapshots = await Snapshots.open('/venue/snapshots', { disk: disk.mount(life), keep: 2 });
    if (!life.alive) return;
    const service = new VenueService({ spec: plan.venue, journal, token: VENUE_TOKEN, snapshots, snapshotEvery: 40 });
    sabotage.venue?.(service);
    journal.onFault((fault) => life.die(fault));
    this.service = service;
    this.listening = { life, accept: (link) => service.accept(link) };
  }
}
