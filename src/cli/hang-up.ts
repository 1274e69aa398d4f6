import process from 'node:process';

/**
 * What SIGHUP asks for, which ends a process that does not listen: one that came while the command was starting is answered when
 * it can be, and one that comes while it ends changes nothing.
 */
export class HangUp {
  private answer: (() => void) | undefined;
  private isAsked = false;
  private isOver = false;

  listen(): void {
    process.on('SIGHUP', this.onSignal);
  }

  release(): void {
    process.off('SIGHUP', this.onSignal);
  }

  begin(answer: () => void): void {
    this.answer = answer;
    if (this.isAsked) answer();
  }

  end(): void {
    this.isOver = true;
  }

  private readonly onSignal = (): void => {
    if (this.isOver) return;
    if (this.answer === undefined) this.isAsked = true;
    else this.answer();
  };
}
