import { expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { conclave } from './recording-shell.twin.ts';

const { put } = temporaryFolder();
const TEXT = `name: demo
account: { cash: 100000 }
data: [{ instrument: BTC, interval: 1m, tickSize: 0.01, lotSize: 0.001 }]
agents: [{ id: trend, strategy: ema-cross }]
live: { webhook: { sources: [{ id: tv, secret: "file:tv.secret" }] } }
`;

it('config check says whether a file is right, with exit code 0 or 3', async () => {
  const right = put('live.yaml', TEXT);
  expect(await conclave('config', 'check', right)).toEqual({ exitCode: 0, stdout: '', stderr: `${right} is right.\n` });
  const wrong = put('wrong.yaml', TEXT.replace('file:tv.secret', 'canary-31'));
  const { exitCode, stdout, stderr } = await conclave('config', 'check', wrong);
  expect([exitCode, stdout]).toEqual([3, '']);
  expect(stderr).toBe(
    `conclave: ${wrong}:5: live.webhook.sources.tv.secret: expected file:PATH or env:NAME, was a text; a secret is not written down\n`,
  );
});

it('config check refuses a file whose limits are not there; config show says that there is no new risk', async () => {
  const path = put('limited.yaml', `${TEXT}risk: { file: none.yaml }\n`);
  expect(await conclave('config', 'check', path)).toMatchObject({
    exitCode: 3,
    stderr: expect.stringContaining('none.yaml'),
  });
  const shown = await conclave('config', 'show', path);
  expect(shown).toMatchObject({ exitCode: 0, stderr: expect.stringMatching(/^no new risk: .*none\.yaml/) });
  expect(shown.stdout).toMatch(/^risk\.profile +conservative$/m);
});

it('config show tells every setting, sorted, and where it comes from', async () => {
  const path = put('shown.yaml', TEXT);
  const { stdout } = await conclave('config', 'show', path, '--origin', '--set', 'live.profile=dev');
  const keys = stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => line.split(' ')[0]);
  expect(keys).toEqual([...keys].sort());
  expect(stdout).toMatch(/^live\.telemetry\.logLevel +debug +profile dev$/m);
  expect(stdout).toMatch(/^live\.journal\.segmentMb +16 +default$/m);
  const json = JSON.parse((await conclave('config', 'show', path, '--json')).stdout);
  expect(json.live.webhook.sources).toEqual([
    { burst: 40, form: 'signed', id: 'tv', perSecond: 20, secret: 'file:tv.secret' },
  ]);
});
