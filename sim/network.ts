import type { Link, LinkEnd, OpenLink } from '../src/brokers/paper/link.ts';
import type { Us } from '../src/core/base/time.ts';
import type { Life } from './life.ts';
import { between, type Chance, type World } from './world.ts';

/** What the line between a client and the venue does wrong just now. */
export interface LineTrouble {
  /** Chances for each message. Only what the venue says may come out of order: what it is told comes over one stream. */
  drop: number;
  duplicate: number;
  reorder: number;
  /** Longest time under way. */
  delayUs: Us;
  /** Taken, and never delivered. */
  mute: { toVenue: boolean; fromVenue: boolean };
}

export function calmLine(): LineTrouble {
  return { drop: 0, duplicate: 0, reorder: 0, delayUs: 400, mute: { toVenue: false, fromVenue: false } };
}

/** Who listens at the venue, while it lives. */
export interface Listening {
  readonly life: Life;
  accept(link: Link): LinkEnd;
}

/** One direction of a connection. */
interface Pipe {
  /** The end that messages come out of; none once it has heard that the connection is over. */
  end: LinkEnd | undefined;
  readonly owner: Life;
  lastUs: Us;
}

interface Connection {
  readonly lives: readonly Life[];
  close(why: string): void;
}

export interface NetworkParts {
  readonly world: World;
  readonly name: string;
  readonly listening: () => Listening | undefined;
  /** Told of each message when the client sends it, and when it hears one. */
  readonly onSent: (text: string) => void;
  readonly onHeard: (text: string) => void;
}

/** One client's connections to the venue. */
export class Network {
  readonly trouble: LineTrouble = calmLine();
  private readonly parts: NetworkParts;
  private readonly chance: Chance;
  private readonly open = new Set<Connection>();

  constructor(parts: NetworkParts) {
    this.parts = parts;
    this.chance = parts.world.chance(`network/${parts.name}`);
  }

  /** How a process of the client's opens a link. */
  opener(life: Life): OpenLink {
    return (client) =>
      new Promise((resolve, reject) => {
        this.parts.world.after(this.latencyUs(), () => {
          if (!life.alive) return;
          const { mute } = this.trouble;
          const there = mute.toVenue || mute.fromVenue ? undefined : this.parts.listening();
          if (there?.life.alive === true) resolve(this.connect(life, client, there));
          else reject(new Error('nobody answers'));
        });
      });
  }

  /** Every connection breaks. */
  cut(): void {
    for (const connection of this.open) connection.close('cut');
  }

  /** A process is gone: the other ends hear of it, if they do at all. */
  onDeath(life: Life): void {
    const isSilent = this.chance() < 0.3;
    for (const connection of this.open)
      if (connection.lives.includes(life) && !isSilent) connection.close('the other end is gone');
  }

  /** To the client, as if the venue had said it. */
  babble(text: string): void {
    for (const { lives } of this.open) lives[0].wake(() => this.heard(lives[0], text));
  }

  private readonly ends = new Map<Life, Pipe>();

  private heard(life: Life, text: string): void {
    this.ends.get(life)?.end?.onMessage(text);
  }

  private connect(life: Life, client: LinkEnd, there: Listening): Link {
    const { world, onSent } = this.parts;
    const toClient: Pipe = { end: client, owner: life, lastUs: 0 };
    const toVenue: Pipe = { end: undefined, owner: there.life, lastUs: 0 };
    this.ends.set(life, toClient);
    let isOpen = true;
    const close = (why: string): void => {
      if (!isOpen) return;
      isOpen = false;
      this.open.delete(connection);
      // What is under way still comes out of a connection that somebody closes, and of one that breaks it may not.
      for (const pipe of [toClient, toVenue]) {
        const atUs = why === 'cut' ? world.nowUs + this.latencyUs() : Math.max(world.nowUs + 1, pipe.lastUs);
        world.after(atUs - world.nowUs, () => {
          const { end } = pipe;
          pipe.end = undefined;
          pipe.owner.wake(() => end?.onClose(why));
        });
      }
    };
    const connection: Connection = { lives: [life, there.life], close };
    this.open.add(connection);
    toVenue.end = there.accept({
      send: (text) => isOpen && there.life.alive && this.carry(text, toClient, 'fromVenue'),
      close,
      backlogBytes: 0,
    });
    return {
      send: (text) => {
        if (!isOpen || !life.alive) return false;
        onSent(text);
        return this.carry(text, toVenue, 'toVenue');
      },
      close,
      backlogBytes: 0,
    };
  }

  private carry(text: string, pipe: Pipe, direction: 'toVenue' | 'fromVenue'): true {
    const { trouble, chance } = this;
    const { world, name, onHeard } = this.parts;
    const times = chance() < trouble.drop ? 0 : chance() < trouble.duplicate ? 2 : 1;
    for (let k = 0; k < times; k++) {
      const isEarly = direction === 'fromVenue' && chance() < trouble.reorder;
      const soonUs = world.nowUs + this.latencyUs();
      const atUs = isEarly ? soonUs : Math.max(soonUs, pipe.lastUs);
      if (!isEarly) pipe.lastUs = atUs;
      world.after(atUs - world.nowUs, () => {
        if (trouble.mute[direction] || !pipe.owner.alive || pipe.end === undefined) return;
        world.note(`${name}${direction === 'toVenue' ? '>' : '<'}`, text);
        if (direction === 'fromVenue') onHeard(text);
        pipe.owner.wake(() => pipe.end?.onMessage(text));
      });
    }
    return true;
  }

  private latencyUs(): Us {
    return between(this.chance, 50, this.trouble.delayUs);
  }
}
