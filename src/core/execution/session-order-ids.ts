import { type Id, idText, readId } from '../base/ids.ts';
import { hash32 } from '../base/random.ts';

/**
 * What a broker knows an order by where sessions share an account: a function of the session's name and the order's id alone, so
 * that sending again after a crash sends the same, and no two sessions meet. At most 30 characters of `a-z 0-9 . -`.
 */
export function sessionOrderId(session: string, id: Id): string {
  return `${tagOf(session)}-${idText('o', id)}`;
}

/** The order of this session that a broker's text names; undefined: somebody else's. */
export function readSessionOrderId(session: string, text: string): Id | undefined {
  const tag = `${tagOf(session)}-`;
  return text.startsWith(tag) ? readId('o', text.slice(tag.length)) : undefined;
}

function tagOf(session: string): string {
  return (hash32(session) >>> 0).toString(16).padStart(8, '0');
}
