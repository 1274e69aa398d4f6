const EIGHTHS = ' ▏▎▍▌▋▊▉';
const LEVELS = '▁▂▃▄▅▆▇█';

/** A share, 0..1, as a bar of `width` columns, to an eighth of a column. */
export function shareBar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0)) * width * 8);
  const whole = Math.floor(eighths / 8);
  const rest = eighths % 8 === 0 ? '' : EIGHTHS[eighths % 8];
  return ('█'.repeat(whole) + rest).padEnd(width, '·');
}

/** Values as a line of blocks between their least and their greatest, `width` columns or fewer. */
export function sparkline(values: readonly number[], width: number): string {
  if (values.length === 0 || width <= 0) return '';
  const columns = Math.min(width, values.length);
  const shown = Array.from({ length: columns }, (_, i) => values[Math.floor(((i + 1) * values.length) / columns) - 1]);
  const low = Math.min(...shown);
  const span = Math.max(...shown) - low;
  return shown.map((value) => LEVELS[span === 0 ? 3 : Math.round(((value - low) / span) * 7)]).join('');
}
