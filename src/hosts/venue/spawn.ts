import { existsSync, mkdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Fault } from '../../core/base/fault.ts';
import { openSocket, readEndpoint } from '../../brokers/paper/socket-link.ts';
import type { LineOptions } from '../../brokers/paper/line.ts';
import { realDisk } from '../../journal/disk.ts';
import { replaceFile } from '../../journal/replace-file.ts';
import { superviseProcess, type Supervised, type SuperviseOptions } from '../supervise.ts';
import type { Chaos } from './chaos.ts';
import { SPEC_FILE, specHash, specIn, type VenueSpec } from './spec.ts';

export interface SpawnVenueOptions extends Omit<SuperviseOptions, 'name' | 'main' | 'args' | 'folder'> {
  /** `venue/` of a session folder. */
  readonly dir: string;
  readonly spec: VenueSpec;
  readonly chaos?: Partial<Chaos>;
}

/**
 * Starts the paper exchange of a session, or takes over the one that outlived the trader. Resolves when it listens; a `Fault`
 * when the folder belongs to an exchange of another kind, or it cannot run.
 */
export async function spawnVenue({ dir, spec, chaos, ...rest }: SpawnVenueOptions): Promise<Supervised> {
  mkdirSync(dir, { recursive: true });
  const file = join(dir, SPEC_FILE);
  if (!existsSync(file)) await replaceFile(realDisk, file, Buffer.from(`${JSON.stringify(spec, null, 2)}\n`));
  else if (specHash(specIn(dir)) !== specHash(spec)) {
    throw new Fault('config', `${file}: this venue trades other instruments, or under other assumptions`);
  }
  const args = ['--dir', dir, ...(chaos === undefined ? [] : ['--chaos', JSON.stringify(chaos)])];
  const main = fileURLToPath(new URL(`./main${extname(import.meta.url)}`, import.meta.url));
  return superviseProcess({ ...rest, name: 'venue', main, args, folder: dir });
}

/** How a `PaperBroker` finds the exchange of this folder, at each attempt anew. */
export function venueEndpoint(dir: string): LineOptions['endpoint'] {
  return () => {
    const endpoint = readEndpoint(dir);
    return endpoint === undefined ? undefined : { open: openSocket(endpoint), token: endpoint.token };
  };
}
