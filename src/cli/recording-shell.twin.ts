import { main } from './main.ts';
import type { Shell } from './shell.ts';
import type { Terminal } from './terminal.ts';

/** A shell without a terminal that remembers what was said. */
export class RecordingShell implements Shell {
  stdout = '';
  stderr = '';
  readonly watched: boolean;
  readonly answers: boolean;
  readonly width = 80;
  readonly terminal: Terminal | undefined;
  readonly env: Record<string, string | undefined> = {};
  readonly questions: string[] = [];

  constructor(options: { watched?: boolean; answers?: boolean; terminal?: Terminal } = {}) {
    this.watched = options.watched ?? false;
    this.answers = options.answers ?? false;
    this.terminal = options.terminal;
  }

  out(text: string): void {
    this.stdout += text;
  }
  err(text: string): void {
    this.stderr += text;
  }
  paint(_style: unknown, text: string): string {
    return text;
  }
  paintErr(_style: unknown, text: string): string {
    return text;
  }
  onGone(): void {}
  async confirm(question: string): Promise<boolean> {
    this.questions.push(question);
    return this.answers;
  }
}

/** Runs a command line in this process. */
export async function conclave(...args: string[]): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const shell = new RecordingShell();
  const exitCode = await main(args, shell);
  return { exitCode, stdout: shell.stdout, stderr: shell.stderr };
}
