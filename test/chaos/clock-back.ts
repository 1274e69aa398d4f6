import process from 'node:process';

/**
 * Preloaded into a process, it sets its time of day back: `CONCLAVE_CLOCK_BACK` is by how many seconds and how many seconds after
 * the start, `3600@2`. What somebody does to a machine's clock, seen by one process and all that it starts.
 */
const [back, after] = (process.env.CONCLAVE_CLOCK_BACK ?? '0@0').split('@').map(Number);
const now = Date.now;
const from = now() + after * 1_000;
Date.now = () => {
  const right = now();
  return right < from ? right : right - back * 1_000;
};
