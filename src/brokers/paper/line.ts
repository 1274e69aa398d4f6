import { Fault } from '../../core/base/fault.ts';
import type { Cancel, Clock } from '../../telemetry/clock.ts';
import type { Link, OpenLink } from './link.ts';
import { type FromVenue, PROTOCOL_VERSION, readFromVenue, type ToVenue } from './protocol.ts';

export type Role = 'trader' | 'watchdog' | 'desk';
export type Welcome = Extract<FromVenue, { readonly kind: 'welcome' }>;

export interface LineOptions {
  /** Asked before each attempt: a venue that was started again listens elsewhere, with another token. */
  readonly endpoint: () => { readonly open: OpenLink; readonly token: string } | undefined;
  readonly clock: Clock;
  readonly role: Role;
  /** Of two traders, the one with the higher fence is listened to. */
  readonly fence: number;
  /** The `specHash` of the venue that is expected; undefined takes any. */
  readonly spec?: string;
}

export interface LineEnd {
  /** Reports after this number are wanted; null for none. */
  after(): number | null;
  onWelcome(welcome: Welcome): void;
  onMessage(message: FromVenue): void;
  onGarbage(why: string): void;
  onDisconnected(why: string): void;
}

const FIRST_WAIT_MS = 20;
const LONGEST_WAIT_MS = 1_000;
const WELCOME_MS = 5_000;

/** A connection to the venue that is made again whenever it is lost, until it is closed or the venue turns us away. */
export class Line {
  private readonly options: LineOptions;
  private readonly end: LineEnd;
  private link: Link | undefined;
  private isWelcome = false;
  private waitMs = FIRST_WAIT_MS;
  private timer: Cancel | undefined;
  private attempt = 0;
  private isOver = false;
  private settle: { resolve: () => void; reject: (error: Fault) => void } | undefined;

  constructor(options: LineOptions, end: LineEnd) {
    this.options = options;
    this.end = end;
  }

  get isConnected(): boolean {
    return this.isWelcome;
  }

  /** Resolves with the first welcome; rejects when the venue turns us away. */
  open(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.settle = { resolve, reject };
      void this.try();
    });
  }

  /** False when there is no connection: it was not sent. */
  send(message: ToVenue): boolean {
    return this.isWelcome && this.link!.send(JSON.stringify(message));
  }

  /** Ends this connection and makes another. */
  renew(why: string): void {
    const { link } = this;
    if (link === undefined) return;
    link.close(why);
    this.lose(link, why);
  }

  /** No connection is made any more. */
  giveUp(why: string): void {
    const { settle } = this;
    this.settle = undefined;
    this.close();
    if (settle === undefined) this.end.onDisconnected(why);
    else settle.reject(new Fault('world', why));
  }

  close(): void {
    this.isOver = true;
    this.timer?.();
    const { link } = this;
    this.link = undefined;
    this.isWelcome = false;
    link?.close('closed');
    this.settle?.reject(new Fault('world', 'the connection to the venue was closed before it was made'));
    this.settle = undefined;
  }

  private async try(): Promise<void> {
    this.attempt += 1;
    const { attempt } = this;
    try {
      const endpoint = this.options.endpoint();
      if (endpoint === undefined) {
        this.retry();
        return;
      }
      const link = await endpoint.open({
        onMessage: (text) => {
          if (link === this.link) this.hear(text);
        },
        onClose: (why) => this.lose(link, why),
      });
      if (this.isOver || attempt !== this.attempt) {
        link.close('closed');
        return;
      }
      this.link = link;
      const { role, fence } = this.options;
      const hello: ToVenue = {
        kind: 'hello',
        version: PROTOCOL_VERSION,
        token: endpoint.token,
        role,
        fence,
        after: this.end.after(),
      };
      this.timer = this.options.clock.after(WELCOME_MS, () => this.renew('no welcome in time'));
      link.send(JSON.stringify(hello));
    } catch {
      this.retry();
    }
  }

  private hear(text: string): void {
    const message = readFromVenue(text);
    if (typeof message === 'string') {
      this.end.onGarbage(message);
      return;
    }
    if (message.kind === 'turned-away') this.turnedAway(message.reason);
    else if (this.isWelcome) this.end.onMessage(message);
    else if (message.kind === 'welcome') this.welcome(message);
    else this.end.onGarbage(`before a welcome: ${message.kind}`);
  }

  private welcome(welcome: Welcome): void {
    const { spec } = this.options;
    if (spec !== undefined && welcome.spec !== spec) {
      this.turnedAway('it trades other instruments, or under other assumptions');
      return;
    }
    this.timer?.();
    this.timer = undefined;
    this.waitMs = FIRST_WAIT_MS;
    this.isWelcome = true;
    this.end.onWelcome(welcome);
    this.settle?.resolve();
    this.settle = undefined;
  }

  /** A token may be that of a process that is gone: then the file will name the next one. Anything else is for good. */
  private turnedAway(reason: string): void {
    if (reason === 'token') {
      this.renew(reason);
      return;
    }
    this.giveUp(`the venue turns us away: ${reason}`);
  }

  private lose(link: Link, why: string): void {
    if (this.link !== link) return;
    this.link = undefined;
    this.timer?.();
    this.timer = undefined;
    const was = this.isWelcome;
    this.isWelcome = false;
    if (was) this.end.onDisconnected(why);
    this.retry();
  }

  private retry(): void {
    if (this.isOver) return;
    this.timer = this.options.clock.after(this.waitMs, () => {
      this.timer = undefined;
      void this.try();
    });
    this.waitMs = Math.min(LONGEST_WAIT_MS, 2 * this.waitMs);
  }
}
