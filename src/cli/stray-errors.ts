import process from 'node:process';
import { Fault } from '../sdk/index.ts';
import { errorText, userPlace } from '../plugins/source-place.ts';

/**
 * Errors that nobody waits for: a promise that a strategy let go, a timer that it set. They end the process with the message
 * and the exit code of a mistake, and not with Node's stack and the code that means "the answer is no". So does a strategy that
 * ends the process itself, which would look like a command that is done.
 */
export class StrayErrors {
  private readonly report: (error: unknown) => number;

  constructor(report: (error: unknown) => number) {
    this.report = report;
  }

  listen(): void {
    process.on('uncaughtException', this.onError);
    process.on('exit', this.onExit);
  }

  release(): void {
    process.off('uncaughtException', this.onError);
    process.off('exit', this.onExit);
  }

  private readonly onError = (error: unknown): void => {
    const place = userPlace(error);
    if (place === undefined) process.exit(this.report(error));
    const what = `an error that no handler threw (a promise let go, or a timer): ${errorText(error)}`;
    process.exit(this.report(new Fault('strategy', `${place.path}:${place.line}: ${what}`)));
  };

  /** Called from within `process.exit`, whose caller is on the stack. */
  private readonly onExit = (): void => {
    const place = userPlace(new Error('who ends the process'));
    if (place === undefined) return;
    process.exitCode = this.report(new Fault('strategy', `${place.path}:${place.line}: ended the process`));
  };
}
