import type { Socket } from 'node:net';
import type { Clock } from '../../telemetry/clock.ts';

const LINGER_MS = 1_000;

/**
 * Closing a socket while bytes wait in it resets the connection, and whoever is still sending a body that was refused would
 * lose the answer that says so. So that it can be read, our half is closed first and the rest a moment later; nothing more is
 * read meanwhile.
 */
export function lingerOnClose(socket: Socket, clock: Clock): void {
  socket.destroySoon = () => {
    socket.end();
    const cancel = clock.after(LINGER_MS, () => socket.destroy());
    socket.once('close', cancel);
  };
}
