import { Fault } from '../base/fault.ts';
import type { Calendar } from './calendar.ts';
import { ContinuousCalendar } from './continuous.ts';
import { xnys } from './xnys.ts';

/** Every name a user may write, and what it makes. */
const CALENDARS: Readonly<Record<string, () => Calendar>> = {
  XNYS: xnys,
  NYSE: xnys,
  XNAS: xnys,
  NASDAQ: xnys,
  '24/7': () => new ContinuousCalendar(),
  continuous: () => new ContinuousCalendar(),
};

function calendarNames(): string[] {
  return Object.keys(CALENDARS);
}

/** A fresh calendar by name, in any letter case; without a name the one that never closes. */
export function calendarOf(name?: string, field = 'calendar'): Calendar {
  if (name === undefined) return new ContinuousCalendar();
  const wanted = name.toLowerCase();
  const names = calendarNames();
  const found = names.find((candidate) => candidate.toLowerCase() === wanted);
  if (found !== undefined) return CALENDARS[found]();
  const nearest = names.find((candidate) => editDistance(candidate.toLowerCase(), wanted) <= 2);
  const hint = nearest === undefined ? '' : `; did you mean ${nearest}?`;
  throw new Fault('config', `${field}: expected one of ${names.join(', ')}, was "${name}"${hint}`);
}

/** Insertions, deletions and replacements that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length];
}
