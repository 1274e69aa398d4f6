import { formatTime } from '../../core/base/time.ts';
import type { LiveSession } from '../../hosts/live/session.ts';
import { sessionStatus } from '../../hosts/live/status.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import { count, money } from '../numbers.ts';
import type { Shell } from '../shell.ts';

const EVERY_MS = 5_000;

export interface LiveLogOptions {
  readonly dir: string;
  readonly start: number;
  readonly shell: Shell;
  readonly clock: Clock;
}

/** A line on stderr now and then, where nobody looks at a screen. */
export class LiveLog {
  private readonly session: LiveSession;
  private readonly options: LiveLogOptions;
  private cancel: Cancel | undefined;

  constructor(session: LiveSession, options: LiveLogOptions) {
    this.session = session;
    this.options = options;
  }

  begin(): void {
    const { session } = this;
    const { dir, start } = this.options;
    const { control, metrics } = session.addresses;
    const recovered = session.recovery?.inputs ?? 0;
    const how = start === 1 ? 'begins' : `goes on after ${count(recovered)} inputs (start ${start})`;
    this.say(`${session.name} ${how} in ${dir}`);
    this.say(`control ${control}, metrics ${metrics}/metrics`);
    this.later();
  }

  ending(why: string): void {
    this.say(`${why}: draining`);
  }

  end(): void {
    this.cancel?.();
  }

  private later(): void {
    this.cancel = this.options.clock.after(EVERY_MS, () => {
      this.say(progressText(this.session, this.options.clock.nowUs()));
      this.later();
    });
  }

  private say(text: string): void {
    this.options.shell.err(`${text}\n`);
  }
}

function progressText(session: LiveSession, nowUs: number): string {
  const { state, account, activity } = sessionStatus(session, nowUs);
  const { events, orders, fills, refusals } = activity ?? {};
  return [
    formatTime(session.engine.account.nowUs),
    state,
    `${count(Number(events))} events`,
    `${count(Number(orders))} orders`,
    `${count(Number(fills))} fills`,
    `${count(Number(refusals))} refusals`,
    `equity ${money(account?.equity ?? '')} ${account?.currency}`,
  ].join('  ');
}
