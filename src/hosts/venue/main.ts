import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { socketLink } from '../../brokers/paper/socket-link.ts';
import type { Link, LinkEnd } from '../../brokers/paper/link.ts';
import { Journal } from '../../journal/journal.ts';
import { Snapshots } from '../../journal/snapshots.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { runHost } from '../host-process.ts';
import { calm, ChaosLink, readChaos } from './chaos.ts';
import { holdFolder } from './hold.ts';
import { listenIn } from './listen.ts';
import { VenueService } from './service.ts';
import { specIn } from './spec.ts';

/** The paper exchange as a process: `--dir` holds what it trades, its journal, and where it listens. */
await runHost(async (host) => {
  const { values } = parseArgs({
    options: { dir: { type: 'string' }, chaos: { type: 'string' }, ...host.options },
  });
  const dir = values.dir ?? '.';
  const chaos = values.chaos === undefined ? calm : readChaos(values.chaos);
  await holdFolder(dir);
  const spec = specIn(dir);
  // Replay proves every record anyway.
  const journal = await Journal.open(join(dir, 'journal'), { verify: 'tail' });
  const token = randomBytes(24).toString('hex');
  const snapshots = await Snapshots.open(join(dir, 'snapshots'), { keep: 2 });
  const service = new VenueService({ spec, journal, token, snapshots });
  journal.onFault((fault) => host.fail(fault));
  const clock = new RealClock();
  let links = 0;
  const listening = await listenIn(dir, token, (socket) => {
    links += 1;
    let end: LinkEnd | undefined;
    const link: Link = socketLink(socket, {
      onMessage: (text) => end?.onMessage(text),
      onClose: (why) => {
        end?.onClose(why);
        host.idle(service.clients === 0);
      },
    });
    if (chaos === calm) {
      end = service.accept(link);
    } else {
      const wild = new ChaosLink(link, chaos, clock, links);
      end = wild.guard(service.accept(wild));
    }
    host.idle(false);
  });
  host.ready();
  host.idle(true);
  return async () => {
    const closed = listening.close();
    await service.drain('the venue is going down');
    await closed;
    await journal.close();
  };
});
