import process from 'node:process';
import { isatty } from 'node:tty';

/** The screen and the keys of somebody who sits there. */
export interface Terminal {
  readonly columns: number;
  readonly rows: number;
  write(text: string): void;
  /** Keys come one by one, unechoed, until what it returns is called. */
  onKey(hear: (key: string) => void): () => void;
  onResize(hear: () => void): () => void;
  /** The process is about to end, in whatever way it can still notice. */
  onExit(hear: () => void): () => void;
}

/** undefined where output or input is no terminal, or one that cannot move its cursor. */
export function processTerminal(): Terminal | undefined {
  const { stdin, stdout, env } = process;
  if (!stdout.isTTY || !stdin.isTTY || env.TERM === 'dumb') return undefined;
  return {
    get columns() {
      return stdout.columns;
    },
    get rows() {
      return stdout.rows;
    },
    write: (text) => void stdout.write(text),
    onKey(hear) {
      const onData = (bytes: Buffer): void => {
        for (const key of keysOf(bytes.toString('utf8'))) hear(key);
      };
      // Of a terminal that was closed there is nothing to read, and nothing to put back.
      stdin.on('error', () => {});
      stdin.setRawMode(true).on('data', onData).resume();
      return () => void stdin.off('data', onData).setRawMode(false).pause();
    },
    onResize(hear) {
      stdout.on('resize', hear);
      return () => void stdout.off('resize', hear);
    },
    onExit(hear) {
      process.on('exit', hear);
      return () => void process.off('exit', hear);
    },
  };
}

/** Whether a terminal on which the process began is gone; asked of what input and output are now. */
export function terminalIsGone(): () => boolean {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  return () => terminals.some((descriptor) => !isatty(descriptor));
}

/** `up` and `down` for the arrows; any other sequence of a special key is none of ours. */
export function keysOf(text: string): string[] {
  // oxlint-disable-next-line no-control-regex -- special keys begin with ESC
  return (text.match(/\u001B(?:\[[\d;]*[A-Za-z~]|O.)|[\s\S]/gu) ?? []).flatMap((key) => {
    if (key === '\u001B[A' || key === '\u001BOA') return ['up'];
    if (key === '\u001B[B' || key === '\u001BOB') return ['down'];
    return key.startsWith('\u001B') ? [] : [key];
  });
}
