import type { Link, LinkEnd, OpenLink } from './link.ts';
import { readFromVenue } from './protocol.ts';

/** A line that does to the venue's messages what a test says. */
export class FaultyLine {
  answersToLose = 0;
  repeats = false;
  loses = false;
  swaps = false;
  private held: string | undefined;
  private link: Link | undefined;
  private end: LinkEnd | undefined;

  /** The same links, with the faults. */
  through(open: OpenLink): OpenLink {
    return async (end) => {
      this.end = end;
      this.held = undefined;
      const link = await open({
        onMessage: (text) => this.pass(text, end),
        onClose: (why) => end.onClose(why),
      });
      this.link = link;
      return link;
    };
  }

  cut(): void {
    this.link?.close('cut');
  }

  babble(text: string): void {
    this.end?.onMessage(text);
  }

  private pass(text: string, end: LinkEnd): void {
    const message = readFromVenue(text);
    const kind = typeof message === 'string' ? '' : message.kind;
    if ((kind === 'ack' || kind === 'reject') && this.answersToLose > 0) {
      this.answersToLose -= 1;
      return;
    }
    if (kind !== 'report') {
      end.onMessage(text);
      return;
    }
    if (this.loses) {
      this.loses = false;
      return;
    }
    if (this.swaps && this.held === undefined) {
      this.held = text;
      return;
    }
    end.onMessage(text);
    if (this.repeats) end.onMessage(text);
    this.repeats = false;
    if (this.held === undefined) return;
    end.onMessage(this.held);
    this.held = undefined;
    this.swaps = false;
  }
}
