import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platform } from 'node:process';
import { PROTOCOL_VERSION } from '../../brokers/paper/protocol.ts';
import { type Endpoint, ENDPOINT_FILE } from '../../brokers/paper/socket-link.ts';
import { realDisk } from '../../journal/disk.ts';
import { replaceFile } from '../../journal/replace-file.ts';

export interface Listening {
  readonly endpoint: Endpoint;
  /** Takes no one new; resolves when the last client has gone. */
  close(): Promise<void>;
}

/** The longest path of a socket that every system takes. */
const PATH_BYTES_MAX = 100;

/**
 * Listens for clients and says where in the folder's endpoint file, which only its owner may read: a socket in the folder,
 * where its path is too long one in the system's temporary folder, and on Windows a port of loopback.
 */
export async function listenIn(folder: string, token: string, onSocket: (socket: Socket) => void): Promise<Listening> {
  const server = createServer(onSocket);
  const path = platform === 'win32' ? undefined : socketPath(folder);
  if (path !== undefined) rmSync(path, { force: true });
  await opened(server, path);
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : undefined;
  const endpoint: Endpoint = {
    pid: process.pid,
    token,
    version: PROTOCOL_VERSION,
    ...(path === undefined ? { port } : { path }),
  };
  await replaceFile(realDisk, join(folder, ENDPOINT_FILE), Buffer.from(JSON.stringify(endpoint)));
  return {
    endpoint,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function opened(server: Server, path: string | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    if (path === undefined) server.listen(0, '127.0.0.1', resolve);
    else server.listen(path, resolve);
  });
}

function socketPath(folder: string): string {
  const near = join(folder, 'socket');
  if (Buffer.byteLength(near) <= PATH_BYTES_MAX) return near;
  return join(tmpdir(), `conclave-${process.pid}-${randomBytes(4).toString('hex')}`);
}
