import process from 'node:process';
import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import { Fault } from '../sdk/index.ts';
import { processTerminal, type Terminal } from './terminal.ts';

type Style = Parameters<typeof styleText>[0];

/** Where a command talks: data to `out`, everything else to `err`. */
export interface Shell {
  out(text: string): void;
  err(text: string): void;
  /** Somebody watches `err`: progress makes sense. */
  readonly watched: boolean;
  /** Somebody can answer. */
  readonly answers: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
  /** The screen and the keys, where somebody sits before both. */
  readonly terminal: Terminal | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Colour for `out`, where it is a terminal and NO_COLOR is not set. */
  paint(style: Style, text: string): string;
  /** The same for `err`. */
  paintErr(style: Style, text: string): string;
  /**
   * From now on, when whoever read the output has gone, this is called, once, and what is said is lost; else that ends the
   * process.
   */
  onGone(hear: () => void): void;
  /** Asks for yes or no; no where nobody answers. */
  confirm(question: string): Promise<boolean>;
}

/** `report` tells of output that cannot be written, and returns the exit code. */
export function processShell(report: (error: unknown, shell: Shell) => number): Shell {
  const answers = process.stdin.isTTY && process.stderr.isTTY;
  let whenGone: (() => void) | undefined;
  const gone = new Set<NodeJS.WriteStream>();
  const say = (stream: NodeJS.WriteStream, text: string): void => void (gone.has(stream) || stream.write(text));
  const shell: Shell = {
    out: (text) => say(process.stdout, text),
    err: (text) => say(process.stderr, text),
    watched: process.stderr.isTTY,
    answers,
    width: process.stdout.columns ?? 80,
    terminal: processTerminal(),
    env: process.env,
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    paintErr: (style, text) => styleText(style, text, { stream: process.stderr }),
    onGone(hear) {
      whenGone = hear;
    },
    async confirm(question) {
      if (!answers) return false;
      return ask(`${question} [y/N] `);
    },
  };
  for (const [name, stream] of [
    ['stdout', process.stdout],
    ['stderr', process.stderr],
  ] as const) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      // Whoever read the output has gone (`| head`, a terminal that was closed): there is nobody left to tell.
      const isGone = error.code === 'EPIPE' || (error.code === 'EIO' && stream.isTTY);
      if (!isGone) process.exit(report(Object.assign(error, { path: name }), shell));
      if (whenGone === undefined) process.exit(0);
      if (gone.size === 0) whenGone();
      gone.add(stream);
    });
  }
  return shell;
}

async function ask(question: string): Promise<boolean> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await new Promise<string>((resolve, reject) => {
      lines.once('SIGINT', () => reject(new Fault('interrupted', 'interrupted; nothing was written')));
      // The end of the input (Ctrl-D) is an answer too.
      lines.once('close', () => resolve(''));
      lines.question(question).then(resolve, reject);
    });
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    lines.close();
  }
}
