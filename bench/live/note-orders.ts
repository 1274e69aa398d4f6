import { appendFileSync } from 'node:fs';
import net from 'node:net';
import process from 'node:process';

/** Preloaded into a trader, it writes down when each order goes to a socket: milliseconds of the time of day, a line each. */
const path = process.env.CONCLAVE_NOTE_ORDERS;
if (path !== undefined) {
  const socket = net.Socket.prototype;
  const { write } = socket;
  socket.write = function (this: net.Socket, bytes: Uint8Array | string, ...rest: []): boolean {
    if (Buffer.from(bytes as string).includes('"kind":"submit"'))
      appendFileSync(path, `${performance.timeOrigin + performance.now()}\n`);
    return write.call(this, bytes, ...rest);
  } as typeof write;
}
