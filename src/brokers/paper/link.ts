/** Who hears a link. After `onClose` nothing more comes. */
export interface LinkEnd {
  onMessage(text: string): void;
  onClose(why: string): void;
}

/** A two-way stream of messages, in order, each at most `FRAME_BYTES_MAX` long. */
export interface Link {
  /** False when it is closed: the message is not on its way. */
  send(text: string): boolean;
  /** What was sent is still delivered, where it can be. The own end hears `onClose`. */
  close(why: string): void;
  /** Bytes that wait for the other end to read. */
  readonly backlogBytes: number;
}

/** Opens a link; rejects when nobody answers. The end is called only after the promise has resolved. */
export type OpenLink = (end: LinkEnd) => Promise<Link>;
