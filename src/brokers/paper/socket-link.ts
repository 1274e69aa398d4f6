import { existsSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { Fault } from '../../core/base/fault.ts';
import { encodeFrames, FrameReader, requireFits } from './frames.ts';
import type { Link, LinkEnd, OpenLink } from './link.ts';

/** Where a process of the session listens: a file in its folder, which names the socket and the token that opens it. */
const endpointSchema = Type.Object({
  pid: Type.Integer({ minimum: 1 }),
  token: Type.String({ minLength: 16, maxLength: 128 }),
  path: Type.Optional(Type.String()),
  port: Type.Optional(Type.Integer({ minimum: 1, maximum: 65_535 })),
  version: Type.Optional(Type.Integer()),
});
export interface Endpoint {
  readonly pid: number;
  readonly token: string;
  /** A unix domain socket, or a port on loopback. */
  readonly path?: string;
  readonly port?: number;
  /** Of the paper exchange's protocol, which it speaks with whoever connects, or with the exchange; older processes do not say. */
  readonly version?: number;
}

const isEndpoint = Compile(endpointSchema);
export const ENDPOINT_FILE = 'endpoint.json';

/** undefined: nobody has listened in this folder. A `Fault` when the file cannot be read. */
export function readEndpoint(folder: string): Endpoint | undefined {
  const file = join(folder, ENDPOINT_FILE);
  if (!existsSync(file)) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Fault('world', `${file}: expected JSON, ${error instanceof Error ? error.message : String(error)}`);
  }
  if (!isEndpoint.Check(value)) throw new Fault('world', `${file}: expected a pid, a token, and a path or a port`);
  return value;
}

/** A link over what the endpoint names. */
export function openSocket(endpoint: Endpoint): OpenLink {
  return (end) =>
    new Promise((resolve, reject) => {
      const socket =
        endpoint.path === undefined
          ? connect({ host: '127.0.0.1', port: endpoint.port ?? 0 })
          : connect({ path: endpoint.path });
      socket.once('error', reject);
      socket.once('connect', () => {
        socket.off('error', reject);
        resolve(socketLink(socket, end));
      });
    });
}

/** Frames over a connected socket. What is sent in one go, which ends with the microtask that follows, is one write. */
export function socketLink(socket: Socket, end: LinkEnd): Link {
  let why = 'the other end closed';
  let open = true;
  let leaving: string[] = [];
  const flush = (): void => {
    const texts = leaving;
    leaving = [];
    if (texts.length > 0 && !socket.destroyed) socket.write(encodeFrames(texts));
  };
  const close = (reason: string): void => {
    if (!open) return;
    open = false;
    flush();
    why = reason;
    socket.destroySoon();
  };
  const reader = new FrameReader((text) => {
    if (open) end.onMessage(text);
  });
  socket.setNoDelay(true);
  socket.on('data', (piece) => {
    if (typeof piece === 'string' || reader.push(piece)) return;
    close('a frame larger than 1 MB');
    socket.destroy();
  });
  socket.on('error', (error) => (why = error.message));
  socket.on('close', () => {
    open = false;
    end.onClose(why);
  });
  return {
    send(text) {
      if (!open || socket.destroyed) return false;
      requireFits(text);
      if (leaving.length === 0) queueMicrotask(flush);
      leaving.push(text);
      return true;
    },
    close,
    get backlogBytes() {
      return socket.writableLength + leaving.reduce((sum, text) => sum + text.length, 0);
    },
  };
}
