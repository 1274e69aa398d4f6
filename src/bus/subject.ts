import { BusFault } from './bus-fault.ts';

const TOKEN = /^[^\s.*>]+$/;

/** The place of dead letters: a pattern reaches them only when it says `dlq` itself, so that nobody is fed what was refused. */
export const DEAD_LETTERS = 'dlq';

/** A subject to publish on: tokens joined by dots, without blanks and wildcards. */
export function isSubject(text: string): boolean {
  return text.length <= 1_024 && text.split('.').every((token) => TOKEN.test(token));
}

/** A subject in which `*` may stand for one token, and a last `>` for one or more. */
export function isPattern(text: string): boolean {
  if (text.length > 1_024) return false;
  const tokens = text.split('.');
  return tokens.every((token, i) => TOKEN.test(token) || token === '*' || (token === '>' && i === tokens.length - 1));
}

export function subjectFault(text: string): BusFault | undefined {
  if (isSubject(text)) return undefined;
  return new BusFault('subject', `subject: expected tokens joined by dots, was "${shown(text)}"`);
}

export function patternFault(text: string): BusFault | undefined {
  if (isPattern(text)) return undefined;
  return new BusFault('subject', `pattern: expected tokens joined by dots, "*" or a last ">", was "${shown(text)}"`);
}

/** Whether messages of this subject are for this pattern. Both must be well-formed. */
export function matches(pattern: string, subject: string): boolean {
  const wanted = pattern.split('.');
  const tokens = subject.split('.');
  if (tokens[0] === DEAD_LETTERS && wanted[0] !== DEAD_LETTERS) return false;
  for (let i = 0; i < wanted.length; i++) {
    if (wanted[i] === '>') return tokens.length > i;
    if (i >= tokens.length || (wanted[i] !== '*' && wanted[i] !== tokens[i])) return false;
  }
  return tokens.length === wanted.length;
}

/** Whether some subject is for both patterns. */
export function overlap(a: string, b: string): boolean {
  const [left, right] = [a.split('.'), b.split('.')];
  if ((left[0] === DEAD_LETTERS) !== (right[0] === DEAD_LETTERS)) return false;
  for (let i = 0; ; i++) {
    if (i >= left.length || i >= right.length) return left.length === right.length;
    if (left[i] === '>' || right[i] === '>') return true;
    if (left[i] !== '*' && right[i] !== '*' && left[i] !== right[i]) return false;
  }
}

function shown(text: string): string {
  return text.length <= 80 ? text : `${text.slice(0, 80)}…`;
}
