import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { DEMO } from './demo.ts';
import { readSession } from './session-file.ts';
import { reloadSession, startSession } from './start.ts';

const { folder } = temporaryFolder();

it('A running session takes over limits and the log level, and nothing where its record depends on the change', async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  const file = join(folder, 'run.yaml');
  const dir = join(folder, 'session');
  writeFileSync(file, DEMO);
  const over = { env: {}, sets: ['live.watchdog.enabled=false', 'live.feed=none'] };
  const started = await startSession({ file, dir, over, clock: new RealClock() });
  try {
    const { account } = started.session.engine;
    writeFileSync(
      file,
      `${DEMO.replace('profile: moderate', 'profile: moderate, gross: 0.7')}  telemetry: { logLevel: debug }\n`,
    );
    await reloadSession(started, file, over);
    expect(account.risk.limits.gross.ratio).toBe(0.7);
    expect(readSession(dir)?.current).toMatchObject({ live: { telemetry: { logLevel: 'debug' } } });
    writeFileSync(
      file,
      DEMO.replace('profile: moderate', 'profile: moderate, gross: 0.4').replace('seed: 42', 'seed: 43'),
    );
    await expect(reloadSession(started, file, over)).rejects.toThrow(/seed is 42 there, not 43/);
    expect(account.risk.limits.gross.ratio).toBe(0.7);
  } finally {
    await started.session.close();
  }
}, 30_000);
