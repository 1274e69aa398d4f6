/** How a port is opened. */
export interface PortOptions {
  /** An address of this machine. */
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Connections at a time; further ones are refused. */
  readonly connectionsMax: number;
  /** In PEM. Without it, in plain text. */
  readonly tls: { readonly key: string | Buffer; readonly cert: string | Buffer } | undefined;
}

export interface Port {
  /** The number that it got. */
  readonly port: number;
  /** Takes nothing new, and resolves when what is at work is done; once `cut` resolves, connections are cut. */
  close(cut: Promise<void>): Promise<void>;
}
