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
  /** Asks for yes or no; no where nobody answers. */
  confirm(question: string): Promise<boolean>;
}

/** `report` tells of output that cannot be written, and returns the exit code. */
export function processShell(report: (error: unknown, shell: Shell) => number): Shell {
  const answers = process.stdin.isTTY && process.stderr.isTTY;
  const shell: Shell = {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    watched: process.stderr.isTTY,
    answers,
    width: process.stdout.columns ?? 80,
    terminal: processTerminal(),
    env: process.env,
    paint: (style, text) => styleText(style, text, { stream: process.stdout }),
    paintErr: (style, text) => styleText(style, text, { stream: process.stderr }),
    async confirm(question) {
      if (!answers) return false;
      return ask(`${question} [y/N] `);
    },
  };
  for (const [name, stream] of [
    ['stdout', process.stdout],
    ['stderr', process.stderr],
  ] as const) {
    // Whoever read the output has gone (`| head`): there is nobody left to tell.
    stream.on('error', (error: NodeJS.ErrnoException) => {
      process.exit(error.code === 'EPIPE' ? 0 : report(Object.assign(error, { path: name }), shell));
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
