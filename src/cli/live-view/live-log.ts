import { formatTime } from '../../core/base/time.ts';
import type { LiveSession } from '../../hosts/live/session.ts';
import { sessionStatus } from '../../hosts/live/status.ts';
import type { Cancel } from '../../telemetry/clock.ts';
import { count, money } from '../numbers.ts';
import type { Watched, Watcher } from './watcher.ts';

const EVERY_MS = 5_000;

/** A line on stderr now and then, where nobody looks at a screen. */
export class LiveLog implements Watcher {
  private readonly watched: Watched;
  private cancel: Cancel | undefined;

  constructor(watched: Watched) {
    this.watched = watched;
  }

  begin(): void {
    const { session, dir, start } = this.watched;
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
    const { session, clock } = this.watched;
    this.cancel = clock.after(EVERY_MS, () => {
      this.say(progressText(session, clock.nowUs()));
      this.later();
    });
  }

  private say(text: string): void {
    this.watched.shell.err(`${text}\n`);
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
