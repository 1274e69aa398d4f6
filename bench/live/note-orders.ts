import { appendFileSync } from 'node:fs';
import net from 'node:net';
import process from 'node:process';

/** Preloaded into a trader, it writes down when each order goes to a socket: milliseconds of the time of day and the side, a line each. */
const path = process.env.CONCLAVE_NOTE_ORDERS;
if (path !== undefined) {
  const socket = net.Socket.prototype;
  const { write } = socket;
  socket.write = function (this: net.Socket, bytes: Uint8Array | string, ...rest: []): boolean {
    // One write has as many orders as left in one go.
    for (const text of String(bytes).split('"kind":"submit"').slice(1))
      appendFileSync(path, `${performance.timeOrigin + performance.now()} ${text.includes('"side":1') ? 1 : -1}\n`);
    return write.call(this, bytes, ...rest);
  } as typeof write;
}
