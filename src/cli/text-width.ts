// oxlint-disable-next-line no-control-regex -- colour codes take no room on the screen
const COLOUR = /\u001B\[[\d;]*m/g;
// oxlint-disable-next-line no-control-regex -- the same, from a place on
const COLOUR_HERE = /\u001B\[[\d;]*m/y;
// oxlint-disable-next-line no-control-regex -- these are what is looked for
const CONTROL = /[\u0000-\u001F\u007F-\u009F]/g;

const RESET = '\u001B[0m';

/** Columns that a text takes, without its colours. */
export function widthOf(text: string): number {
  return text.replaceAll(COLOUR, '').length;
}

/** What somebody else has written, safe for a terminal. */
export function harmless(text: string): string {
  return text.replaceAll(CONTROL, ' ');
}

/** Exactly so many columns: what is too long is cut, what is short is filled up. */
export function fitted(text: string, width: number): string {
  const own = widthOf(text);
  return own > width ? clipped(text, width) : text + ' '.repeat(width - own);
}

/** At most so many columns; a cut shows, and ends the colours. */
export function clipped(text: string, width: number): string {
  if (widthOf(text) <= width) return text;
  let kept = '';
  let columns = 0;
  for (let at = 0; at < text.length && columns < width - 1;) {
    COLOUR_HERE.lastIndex = at;
    const colour = COLOUR_HERE.exec(text)?.[0];
    kept += colour ?? text[at];
    at += colour?.length ?? 1;
    if (colour === undefined) columns += 1;
  }
  return width <= 0 ? '' : `${kept}${text.includes('\u001B') ? RESET : ''}…`;
}
