import type { Cancel } from '../../telemetry/clock.ts';
import type { Terminal } from '../terminal.ts';
import { picture } from './picture.ts';
import { Sampler } from './sampler.ts';
import { Screen } from './screen.ts';
import type { Watched, Watcher } from './watcher.ts';

const EVERY_MS = 250;
const CTRL_C = '\u0003';
const KILL_QUESTION = 'Kill: cancel and close everything until a release?';

export interface LiveViewOptions {
  readonly terminal: Terminal;
  /** `q` was pressed. */
  readonly onQuit: () => void;
  /** Ctrl-C: while keys come one by one the terminal does not send it as a signal. */
  readonly onInterrupt: () => void;
}

/** A session on the whole terminal, drawn four times a second, with a few keys. */
export class LiveView implements Watcher {
  private readonly watched: Watched;
  private readonly options: LiveViewOptions;
  private readonly sampler: Sampler;
  private readonly screen: Screen;
  private readonly undo: (() => void)[] = [];
  private timer: Cancel | undefined;
  private question = '';

  constructor(watched: Watched, options: LiveViewOptions) {
    this.watched = watched;
    this.options = options;
    this.sampler = new Sampler(watched);
    this.screen = new Screen(options.terminal);
  }

  begin(): void {
    const { terminal } = this.options;
    this.screen.open();
    this.undo.push(
      terminal.onKey((key) => this.onKey(key)),
      terminal.onResize(() => {
        this.screen.forget();
        this.draw();
      }),
      // Whatever ends the process, the terminal is given back.
      terminal.onExit(() => this.screen.close()),
    );
    this.again();
  }

  ending(): void {
    this.question = '';
    this.draw();
  }

  end(): void {
    this.timer?.();
    for (const undo of this.undo.splice(0)) undo();
    this.screen.close();
  }

  private again(): void {
    this.draw();
    this.timer = this.watched.clock.after(EVERY_MS, () => this.again());
  }

  private draw(): void {
    const { terminal } = this.options;
    this.screen.draw(picture(this.sampler.look(this.question), terminal, this.watched.shell.paint));
  }

  private onKey(key: string): void {
    if (key === CTRL_C) this.options.onInterrupt();
    else if (this.question !== '') this.answer(key);
    else this.act(key);
    this.draw();
  }

  private answer(key: string): void {
    this.question = '';
    if (key === 'y' || key === 'Y') this.sampler.kill();
  }

  private act(key: string): void {
    if (key === 'q') this.options.onQuit();
    else if (key === 'k') this.question = KILL_QUESTION;
    else if (key === 'p') this.sampler.pauseOrResume();
    else if (key === 'up') this.sampler.select(-1);
    else if (key === 'down') this.sampler.select(1);
  }
}
