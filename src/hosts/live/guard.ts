import type { Instrument } from '../../core/model/instrument.ts';
import type { Guard } from '../../runtime/gateway.ts';
import type { Blocks } from './blocks.ts';
import { type KillState, killOver, type Latch } from '../watchdog/latch.ts';

/** The last look before an order leaves: the kill latch in its file, and what must be well for new risk. Reducing orders pass. */
export class LatchGuard implements Guard {
  private readonly latch: Latch;
  private readonly instruments: readonly Instrument[];
  private readonly blocks: Pick<Blocks, 'reasons'>;

  constructor(latch: Latch, instruments: readonly Instrument[], blocks: Pick<Blocks, 'reasons'>) {
    this.latch = latch;
    this.instruments = instruments;
    this.blocks = blocks;
  }

  get state(): KillState {
    return this.latch.read();
  }

  refusal({ terms, owners }: Parameters<Guard['refusal']>[0], reduces: boolean): string | undefined {
    if (reduces) return undefined;
    const kill = killOver(this.latch.read(), owners, this.instruments[terms.instrument].name);
    if (kill !== undefined) return 'killed';
    for (const reason of this.blocks.reasons) return reason;
    return undefined;
  }
}
