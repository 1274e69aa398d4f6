import { Fault } from '../base/fault.ts';
import { DAY_US, formatDuration, parseDuration, type Us, WEEK_US } from '../base/time.ts';

/** '1m', '4h', '1d', '1w' in microseconds. Up to a day any length goes; beyond it a week is the only one. */
export function parseInterval(text: string, field = 'interval'): Us {
  const us = parseDuration(text);
  if (us === undefined || (us > DAY_US && us !== WEEK_US)) {
    throw new Fault('config', `${field}: expected an interval such as 1m, 1h, 1d or 1w, was "${text}"`);
  }
  return us;
}

/** The length of a resampled interval, which whole bars of the base interval must fill. */
export function parseResample(text: string, baseUs: Us, field = 'resample'): Us {
  const us = parseInterval(text, field);
  if (us <= baseUs || us % baseUs !== 0) {
    throw new Fault(
      'config',
      `${field}: expected an interval made of whole ${formatDuration(baseUs)} bars, and longer, was "${text}"`,
    );
  }
  return us;
}
