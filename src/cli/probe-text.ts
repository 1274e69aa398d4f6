import type { Finding, ProbeReport } from '../research/probe/finding.ts';
import { formatTime } from '../sdk/index.ts';
import type { Shell } from './shell.ts';

const CLEAR_LINE = '\r\u001B[2K';

/** One line on stderr that is written over; nothing where nobody watches. */
export class ProbeProgress {
  private readonly shell: Shell;
  private shown = false;

  constructor(shell: Shell) {
    this.shell = shell;
  }

  update(done: number, total: number): void {
    if (!this.shell.watched) return;
    this.shown = true;
    this.shell.err(`${CLEAR_LINE}${done} of ${total} runs`);
  }

  end(): void {
    if (this.shown) this.shell.err(CLEAR_LINE);
    this.shown = false;
  }
}

const TITLES: Readonly<Record<Finding['probe'], string>> = {
  repeat: 'not repeatable',
  truncate: 'knows what was taken away',
  poison: 'knows what was replaced',
  shift: 'does not follow its data',
  later: 'depends on where the data starts',
  file: 'reads the data by itself',
};

/** What was found, for a person. */
export function probeText({ agents, bars, runs, findings, notes }: ProbeReport, shell: Shell): string {
  const lines = [`probed ${agents.join(', ')} over ${bars.toLocaleString('en-US')} bars in ${runs} runs`];
  if (findings.length === 0) lines.push(shell.paint('green', 'clean: nothing earlier changed'));
  for (const finding of findings) lines.push('', ...findingLines(finding, shell));
  if (notes.length > 0) lines.push('', ...notes.map((note) => `note: ${note}`));
  return `${lines.join('\n')}\n`;
}

function findingLines(finding: Finding, shell: Shell): string[] {
  const { probe, agent, instrument, atUs, bar, original, altered, alteration, places, placesProbed, detail } = finding;
  const who = agent === '' ? 'the account' : agent;
  const title = `${shell.paint('red', `${who}: ${TITLES[probe]}`)} (${probe}, at ${places} of ${placesProbed} places)`;
  const words = detail === '' ? [] : [`  ${detail}`];
  if (Number.isNaN(atUs)) return [title, `  ${alteration}`, ...words];
  const where = instrument === '' ? formatTime(atUs) : `${instrument}, bar ${bar}, ${formatTime(atUs)}`;
  return [title, `  ${where}`, `  as it is: ${original}`, `  with ${alteration}: ${altered}`, ...words];
}
