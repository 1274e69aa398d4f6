import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { conclave } from './recording-shell.twin.ts';

const { folder } = temporaryFolder();

describe('The summary of a backtest', () => {
  it('has what holding cost and brought, where the run asked for it', async () => {
    process.env.CONCLAVE_HOME = folder;
    const { exitCode, stdout } = await conclave(
      'backtest',
      'run',
      'examples/holding-costs/run.yaml',
      '--out',
      `${folder}/out`,
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}borrowing +0\.00 USD$/m);
    expect(stdout).toMatch(/^ {2}interest +114\.69 USD$/m);
    expect(stdout).toMatch(/^ {2}dividends got +500\.00 USD$/m);
    expect(stdout).not.toContain('funding');
  });
});
