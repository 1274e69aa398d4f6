import { formatTime } from '../core/base/time.ts';
import type { ExplainedRecord, ExplainedVote, Explanation } from './explain.ts';
import type { Message } from './record.ts';

/** The explanation for people, a paragraph a question: what, why, who disagreed, what cut it, what became of it, what proves it. */
export function explanationText(found: Explanation): string {
  const { order, decision, votes, dissent, limits, fills, records, orderId } = found;
  const terms = order.terms;
  const lines = [`Order ${orderId}: ${terms === undefined ? 'terms not recorded' : termsText(terms)}`];
  lines.push(
    `  now ${order.state}, filled ${order.filled}${say(' at an average of ', order.averagePrice)}${say(', remaining ', order.remaining)}`,
  );
  if (decision !== undefined) {
    lines.push(
      '',
      `Decision ${str(decision, 'decisionId')} (${str(decision, 'method')}, ${str(decision, 'outcome')}):`,
    );
    lines.push(
      `  from ${str(decision, 'presentPosition')} to ${str(decision, 'decidedPosition')} by the votes, ${str(decision, 'targetPosition')} after the account's limits`,
    );
    lines.push(
      `  dissent ${dissent === null ? '-' : dissent.toFixed(2)}, override: ${str(decision, 'overrideApplied')}`,
    );
  }
  if (votes.length > 0) lines.push('', decision === undefined ? 'Asked for by:' : 'Votes:', ...votes.map(voteText));
  lines.push('', limits.length === 0 ? 'No limit cut it.' : 'Limits:', ...limits.map(limitText));
  if (order.steps.length > 0) {
    lines.push('', 'What happened to it:');
    for (const { sequence, tsUs, subject, message } of order.steps)
      lines.push(
        `  ${formatTime(tsUs)}  record ${sequence}  ${subject}${say(' ', message.state)}${say(' ', message.reason)}`,
      );
  }
  for (const fill of fills)
    lines.push(
      `  fill ${str(fill, 'executionId')}: ${str(fill, 'side')} ${str(fill, 'quantity')} at ${str(fill, 'price')} ${str(fill, 'liquidity')}, fee ${str(fill, 'fee')}, market ${marketText(fill.market)}`,
    );
  lines.push('', 'Began with, and proved by:', ...records.map(recordText));
  return `${lines.join('\n')}\n`;
}

/** A number between 0 and 1, as people read it. */
function share(message: Message, field: string): string {
  const value = message[field];
  return typeof value === 'number' ? String(Number(value.toFixed(3))) : str(message, field);
}

function str(message: Message, field: string): string {
  const value = message[field];
  return value === undefined || value === null ? '-' : String(value);
}

function say(before: string, value: unknown): string {
  return value === undefined || value === null || value === '' ? '' : before + String(value);
}

function termsText(terms: Message): string {
  const price =
    say(' limit ', terms.limitPrice) + say(' stop ', terms.stopPrice) + say(' trailing ', terms.trailDistance);
  return `${str(terms, 'side')} ${str(terms, 'quantity')} ${str(terms, 'instrument')}, ${str(terms, 'orderType')}${price}, ${str(terms, 'timeInForce')}`;
}

function voteText({ vote, intent, cleared, on }: ExplainedVote): string {
  const counted = vote.awake === false ? ', did not count' : '';
  const head = `  ${str(vote, 'agentId')}: ${str(vote, 'target')} with confidence ${share(vote, 'confidence')}, weight ${share(vote, 'weight')}, share ${str(vote, 'share')}${counted}`;
  if (intent === undefined) return head;
  const reason = reasonText(intent);
  const cut =
    cleared === undefined || cleared.verdict === 'cleared'
      ? ''
      : `; screen: ${str(cleared, 'verdict')} to ${str(cleared, 'allowedPosition')}`;
  const asked =
    intent.kind === 'order' ? `${str(intent, 'side')} ${str(intent, 'quantity')}` : str(intent, 'targetPosition');
  return `${head}\n      intent ${str(intent, 'intentId')} on record ${on ?? '-'}: ${asked}${say(', ', reason)}${cut} (${str(intent, 'strategyId')} ${str(intent, 'strategyVersion')})`;
}

/** The template of a reason with its values in it. */
function reasonText({ reason, values }: Message): string {
  const given = Array.isArray(values) ? values : [];
  return String(reason ?? '').replaceAll(/\{(\d+)\}/g, (place, n) => String(given[Number(n)] ?? place));
}

function limitText(message: Message): string {
  return `  ${str(message, 'rule')} (${str(message, 'scope')}, ${str(message, 'severity')}) on ${str(message, 'causeId')}: ${str(message, 'value')} against ${str(message, 'limit')}, asked ${str(message, 'asked')}, most allowed ${str(message, 'maxAllowed')}`;
}

function marketText(market: unknown): string {
  const { bid, ask, mid } = (market ?? {}) as Readonly<Record<string, unknown>>;
  return `${String(bid ?? '-')} / ${String(ask ?? '-')}, middle ${String(mid ?? '-')}`;
}

function recordText({ sequence, tsUs, input, hash, hops }: ExplainedRecord): string {
  const times = Object.entries(hops).map(([name, us]) => `${name} ${us} us`);
  const { subject, kind, instrument, close } = input;
  return `  record ${sequence}  ${formatTime(tsUs)}  ${subject}${say(' ', kind)}${say(' ', instrument)}${say(' close ', close)}\n      ${hash}${times.length === 0 ? '' : `  ${times.join(', ')}`}`;
}
