import { resolve } from 'node:path';
import process from 'node:process';
import { parseDuration } from '../../core/base/time.ts';
import type { LiveLayers } from '../../config/read-run-file.ts';
import { Fault } from '../../sdk/index.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { reportError } from '../errors.ts';
import { type Call, type Command, printJson, text } from '../command.ts';
import type { Watched, Watcher } from '../live-view/watcher.ts';
import { HangUp } from '../hang-up.ts';
import { listOption } from '../option-values.ts';
import { sessionText } from '../session-text.ts';
import { terminalIsGone } from '../terminal.ts';

export const run: Command = {
  path: ['run'],
  about: 'Trade live on paper: a replayed or simulated market, a venue of its own, and a record of everything',
  examples: [
    'conclave run',
    'conclave run examples/quickstart.yaml --feed replay@2000000',
    'conclave run live.yaml --data sessions/first --for 1h --headless',
  ],
  args: [{ name: '[file]', about: 'a run file; without one the session in --data goes on, or the demo begins' }],
  options: [
    { flags: '--data <dir>', about: "the session's folder (default: its name under $CONCLAVE_HOME/sessions)" },
    { flags: '--feed <source>', about: 'replay, replay:PATH@SPEED (a factor or max), csv:PATH, synthetic or none' },
    { flags: '--for <duration>', about: 'drain and end after so long: 30s, 8h' },
    { flags: '--headless', about: 'no terminal view' },
    { flags: '--set <key=value>', about: 'in place of a value of the run file', repeated: true },
  ],
  graceful: true,
  async run(call) {
    const hangUp = new HangUp();
    const isTerminalGone = terminalIsGone();
    hangUp.listen();
    try {
      return await runSession(call, hangUp, isTerminalGone);
    } finally {
      hangUp.release();
    }
  },
};

async function runSession(call: Call, hangUp: HangUp, isTerminalGone: () => boolean): Promise<number> {
  const { shell, signal } = call;
  const clock = new RealClock();
  const forMs = durationMs(call);
  const { reloadSession, startSession } = await import('../../hosts/live/start.ts');
  const started = await startSession({
    file: call.args[0],
    dir: text(call, 'data'),
    over: layersOf(call),
    clock,
    signal,
  });
  const { session, dir, start } = started;
  const [file] = call.args;
  const quit = Promise.withResolvers<void>();
  const reload = (): void => {
    // The end of a terminal is the end of what was begun there; from elsewhere it is how a daemon is told to read its settings.
    if (hasView(call) || isTerminalGone()) {
      quit.resolve();
      return;
    }
    if (file === undefined) {
      const why = 'SIGHUP: the session was started without a run file, there is none to read again; it goes on';
      reportError(new Fault('usage', why), shell);
      return;
    }
    // Wrong is what was asked for now: the session goes on with what it has.
    reloadSession(started, file, layersOf(call)).then(
      ({ now, restart }) => shell.err(`${reloadText(file, now, restart)}\n`),
      (error: unknown) => void reportError(error, shell),
    );
  };
  hangUp.begin(reload);
  shell.onGone(quit.resolve);
  const over = new AbortController();
  const watcher = await watch(call, { session, dir, start, shell, clock }, quit.resolve);
  let outcome: boolean | void;
  try {
    watcher.begin();
    const running = session.run();
    outcome = await Promise.race([running, quit.promise, untilAborted(signal), after(clock, forMs, over.signal)]);
    hangUp.end();
    watcher.ending(outcome === true ? 'the market data is over' : 'told to stop');
    await session.stop();
    await running;
  } finally {
    over.abort();
    watcher.end();
    await session.close();
  }
  const { INPUTS_AT_STOP, writeReport } = await import('../../hosts/live/report.ts');
  const report = await writeReport(dir, INPUTS_AT_STOP);
  const { summary, tearSheet, damage } = report;
  if (call.json) printJson(shell, summary);
  else shell.out(sessionText(summary, { ...report, name: session.name, dir }, shell));
  if (damage !== undefined) return reportError(damage, shell);
  if (tearSheet === undefined && summary.events > 0) shell.err(`The tear sheet: conclave session report ${dir}\n`);
  if (outcome === true) shell.err('The market data is over; with another folder (--data) it begins anew.\n');
  return 0;
}

/** Names what took effect, and what waits. */
function reloadText(file: string, now: readonly { key: string }[], restart: readonly { key: string }[]): string {
  const keys = (changes: readonly { key: string }[]): string => changes.map(({ key }) => key).join(', ');
  const did = now.length === 0 ? 'nothing that can change while it runs is another' : `in force now: ${keys(now)}`;
  const waits = restart.length === 0 ? '' : `; in force with the next start: ${keys(restart)}`;
  return `${file} was read again: ${did}${waits}`;
}

function hasView({ shell, options }: Call): boolean {
  return shell.terminal !== undefined && options.headless !== true;
}

/** A view where somebody sits before a terminal, lines elsewhere. */
async function watch(call: Call, watched: Watched, onQuit: () => void): Promise<Watcher> {
  const { terminal } = call.shell;
  if (terminal === undefined || !hasView(call)) {
    const { LiveLog } = await import('../live-view/live-log.ts');
    return new LiveLog(watched);
  }
  const { LiveView } = await import('../live-view/live-view.ts');
  return new LiveView(watched, { terminal, onQuit, onInterrupt: () => process.kill(process.pid, 'SIGINT') });
}

function durationMs(call: Call): number | undefined {
  const given = text(call, 'for');
  if (given === undefined) return undefined;
  const us = parseDuration(given);
  if (us === undefined || us <= 0)
    throw new Fault('usage', `--for: expected a duration such as 30s or 8h, was '${given}'`);
  return us / 1_000;
}

function layersOf(call: Call): LiveLayers {
  const feed = text(call, 'feed');
  return {
    env: call.shell.env,
    flags: feed === undefined ? [] : [{ flag: '--feed', key: 'live.feed', value: fromHere(feed) }],
    sets: listOption(call, 'set'),
  };
}

/** A path on the command line is relative to where the command runs, not to the run file. */
function fromHere(feed: string): string {
  const [, source, path, speed = ''] = /^(replay|csv):([^@]+)(@.*)?$/s.exec(feed) ?? [];
  return source === undefined || path.startsWith('package:') ? feed : `${source}:${resolve(path)}${speed}`;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((done) => signal.addEventListener('abort', () => done(), { once: true }));
}

/** Never, without a length of time. */
function after(clock: RealClock, ms: number | undefined, given: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (ms !== undefined) given.addEventListener('abort', clock.after(ms, done), { once: true });
  });
}
