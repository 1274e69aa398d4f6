import type { Us } from '../../core/base/time.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';

const LOOK_MS = 1_000;
/** The time of day and the even clock may part by so much between two looks: a clock that is set right in small steps does. */
const STRAY_US = 500_000;
/** So long must the clock have been sane before it is trusted again. */
const SANE_US = 30_000_000;

/**
 * Watches the machine's clock: one that goes back, jumps ahead or stands still makes sessions, expiries and signatures mean
 * something else. `onJump` is told when it begins, and when the clock has run evenly for half a minute.
 */
export class ClockWatch {
  private readonly clock: Clock;
  private readonly onJump: (jumped: boolean, why: string) => void;
  private offsetUs: Us;
  /** When it jumped last, by the even clock; NaN: it is trusted. */
  private jumpedUs = Number.NaN;
  private cancel: Cancel | undefined;
  private isOver = false;

  constructor(clock: Clock, onJump: (jumped: boolean, why: string) => void) {
    this.clock = clock;
    this.onJump = onJump;
    this.offsetUs = clock.nowUs() - clock.steadyUs();
  }

  begin(): void {
    if (this.isOver) return;
    this.cancel = this.clock.after(LOOK_MS, () => {
      this.look();
      this.begin();
    });
  }

  close(): void {
    this.isOver = true;
    this.cancel?.();
  }

  look(): void {
    const steadyUs = this.clock.steadyUs();
    const offsetUs = this.clock.nowUs() - steadyUs;
    const strayUs = offsetUs - this.offsetUs;
    this.offsetUs = offsetUs;
    if (Math.abs(strayUs) > STRAY_US) {
      const isNew = Number.isNaN(this.jumpedUs);
      this.jumpedUs = steadyUs;
      const seconds = (Math.abs(strayUs) / 1e6).toFixed(1);
      if (isNew) this.onJump(true, `the time of day went ${strayUs < 0 ? 'back' : 'ahead'} by ${seconds} s`);
    } else if (steadyUs - this.jumpedUs >= SANE_US) {
      this.jumpedUs = Number.NaN;
      this.onJump(false, 'the clock has run evenly since');
    }
  }
}
