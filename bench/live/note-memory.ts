import { appendFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import process from 'node:process';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isMainThread } from 'node:worker_threads';

/**
 * Preloaded into the processes of a session, it writes down how much memory each holds once its garbage is gone: a line of JSON
 * every second, in a file named after the process.
 */
const folder = process.env.CONCLAVE_NOTE_MEMORY;
const main = process.argv[1];
// Of the main thread alone: others would write into the same file.
if (folder !== undefined && main !== undefined && isMainThread) {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  const file = join(folder, `${basename(dirname(main))}-${basename(main, '.ts')}-${process.pid}.jsonl`);
  setInterval(() => {
    collect();
    const { rss, heapUsed, external } = process.memoryUsage();
    const handles = process.getActiveResourcesInfo().length;
    appendFileSync(
      file,
      `${JSON.stringify({ seconds: performance.now() / 1_000, rss, heap: heapUsed + external, handles })}\n`,
    );
  }, 1_000).unref();
}
