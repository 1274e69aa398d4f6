import type { Terminal } from '../terminal.ts';

const ENTER = '\u001B[?1049h\u001B[?25l\u001B[2J';
const LEAVE = '\u001B[0m\u001B[?25h\u001B[?1049l';
/** What stands between these is shown at once, by terminals that know them. */
const [HOLD, SHOW] = ['\u001B[?2026h', '\u001B[?2026l'];

/** The whole terminal, drawn over in place: a line that has not changed is not sent again. */
export class Screen {
  private readonly terminal: Terminal;
  private shown: readonly string[] = [];
  private isOpen = false;

  constructor(terminal: Terminal) {
    this.terminal = terminal;
  }

  open(): void {
    this.isOpen = true;
    this.shown = [];
    this.terminal.write(ENTER);
  }

  draw(lines: readonly string[]): void {
    if (!this.isOpen) return;
    let text = '';
    for (let row = 0; row < Math.max(lines.length, this.shown.length); row++) {
      if (lines[row] !== this.shown[row]) text += `\u001B[${row + 1};1H${lines[row] ?? ''}\u001B[0m\u001B[K`;
    }
    this.shown = [...lines];
    if (text !== '') this.terminal.write(HOLD + text + SHOW);
  }

  /** All of it is drawn the next time: the window has another size. */
  forget(): void {
    this.shown = [];
    if (this.isOpen) this.terminal.write('\u001B[2J');
  }

  /** The terminal is as it was before. */
  close(): void {
    if (this.isOpen) this.terminal.write(LEAVE);
    this.isOpen = false;
  }
}
