import process from 'node:process';

/** A terminal and a parent process may both pass one Ctrl-C on: what follows at once is the same one. */
const SAME_PRESS_MS = 200;
const INTERRUPTED_EXIT_CODE = 130;

/** Aborted by the first Ctrl-C (or SIGTERM); a second one ends the process at once. `release` takes the handlers away. */
export function interruptSignal(): { signal: AbortSignal; release: () => void } {
  const controller = new AbortController();
  let firstMs = 0;
  const onSignal = () => {
    const nowMs = performance.now();
    if (controller.signal.aborted) {
      if (nowMs - firstMs > SAME_PRESS_MS) process.exit(INTERRUPTED_EXIT_CODE);
      return;
    }
    firstMs = nowMs;
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
