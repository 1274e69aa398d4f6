import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { LinkEnd } from '../../brokers/paper/link.ts';
import { socketLink } from '../../brokers/paper/socket-link.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { runHost } from '../host-process.ts';
import { holdFolder } from '../venue/hold.ts';
import { listenIn } from '../venue/listen.ts';
import { KillLatch } from './latch.ts';
import { SessionVenue } from './session-venue.ts';
import { Watchdog } from './watchdog.ts';

/** The watchdog as a process: `--session` is the session's folder, `watchdog/` in it is its own. */
await runHost(async (host) => {
  const { values } = parseArgs({
    options: { session: { type: 'string' }, 'dead-man-ms': { type: 'string' }, ...host.options },
  });
  const session = values.session ?? '.';
  const folder = join(session, 'watchdog');
  await holdFolder(folder);
  const clock = new RealClock();
  const token = randomBytes(24).toString('hex');
  const venue = new SessionVenue(session, clock);
  const deadManMs = Number(values['dead-man-ms'] ?? 0);
  const watchdog = new Watchdog({ latch: new KillLatch(folder), venue, token, clock, deadManMs });
  let clients = 0;
  const listening = await listenIn(folder, token, (socket) => {
    clients += 1;
    host.idle(false);
    const end: LinkEnd = watchdog.accept(
      socketLink(socket, {
        onMessage: (text) => end.onMessage(text),
        onClose() {
          clients -= 1;
          host.idle(clients === 0);
        },
      }),
    );
  });
  host.ready();
  host.idle(true);
  return async () => {
    void listening.close();
    await watchdog.drain();
    await venue.close();
  };
});
