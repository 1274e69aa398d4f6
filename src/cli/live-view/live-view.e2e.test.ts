import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { main } from '../main.ts';
import { RecordingShell } from '../recording-shell.twin.ts';
import type { Terminal } from '../terminal.ts';

const { folder } = temporaryFolder();

/** A terminal that remembers what stands in its rows, and whose keys a test presses. */
class PretendedTerminal implements Terminal {
  readonly columns = 120;
  readonly rows = 40;
  raw = '';
  private readonly shown: string[] = [];
  private hear: (key: string) => void = () => {};
  private waits: { readonly word: string; readonly tell: () => void }[] = [];

  write(text: string): void {
    this.raw += text;
    // oxlint-disable-next-line no-control-regex -- where a row begins and ends
    for (const [, row, line] of text.matchAll(/\u001B\[(\d+);1H(.*?)\u001B\[0m\u001B\[K/gs))
      this.shown[Number(row) - 1] = line;
    for (const { word, tell } of this.waits) if (this.screen.includes(word)) tell();
  }
  get screen(): string {
    return this.shown.join('\n');
  }
  onKey(hear: (key: string) => void): () => void {
    this.hear = hear;
    return () => (this.hear = () => {});
  }
  onResize(): () => void {
    return () => {};
  }
  onExit(): () => void {
    return () => {};
  }
  press(key: string): void {
    this.hear(key);
  }
  shows(word: string): Promise<void> {
    return new Promise((tell) => {
      if (this.screen.includes(word)) tell();
      else this.waits.push({ word, tell });
    });
  }
}

it('A person watches a session, pauses an agent, kills the account, and quits', async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  const terminal = new PretendedTerminal();
  const shell = new RecordingShell({ terminal });
  const ended = main(['run', '--data', join(folder, 'demo')], shell);
  await terminal.shows('● running');
  for (const word of ['Account', 'Agents', 'Positions', 'Limits', 'Flow', 'Record', 'http://127.0.0.1:'])
    expect(terminal.screen).toContain(word);

  terminal.press('down');
  terminal.press('p');
  await terminal.shows('paused');
  expect(terminal.screen).toMatch(/› +breakout .*paused/);

  terminal.press('k');
  expect(terminal.screen).toContain('y / n');
  terminal.press('x');
  expect(terminal.screen).not.toContain('y / n');
  terminal.press('k');
  terminal.press('y');
  await terminal.shows('■ killed');

  terminal.press('q');
  expect(await ended).toBe(0);
  expect(terminal.raw).toContain('\u001B[?25h\u001B[?1049l');
  expect(shell.stdout).toContain('0 lost, 0 doubled');
}, 120_000);

it('A terminal that is closed ends the session in order', async () => {
  process.env.CONCLAVE_HOME = join(folder, 'home');
  const terminal = new PretendedTerminal();
  const shell = new RecordingShell({ terminal });
  const ended = main(['run', '--data', join(folder, 'closed'), '--set', 'live.watchdog.enabled=false'], shell);
  await terminal.shows('● running');
  process.emit('SIGHUP');
  expect(await ended).toBe(0);
  expect(shell.stdout).toContain('0 lost, 0 doubled');
}, 120_000);
