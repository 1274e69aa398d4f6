import { hash } from 'node:crypto';

/**
 * The ids of a trace are derived, not drawn: from the correlation id of the input that began it, and the name of the span. So
 * the parts of one trace that several processes make join, and the same input processed twice makes the same trace.
 */
export function traceIdOf(correlationId: string): string {
  return nonZero(hash('sha256', `trace/${correlationId}`, 'hex').slice(0, 32));
}

/** `name` is unique in its trace: `sent`, or `sent/o-12.0` where there are several. */
export function spanIdOf(correlationId: string, name: string): string {
  return nonZero(hash('sha256', `span/${correlationId}/${name}`, 'hex').slice(0, 16));
}

/** The W3C `traceparent` header of a span, for those who do not know our correlation ids. */
export function traceparentOf(correlationId: string, name: string, sampled = true): string {
  return `00-${traceIdOf(correlationId)}-${spanIdOf(correlationId, name)}-${sampled ? '01' : '00'}`;
}

/** Whether a trace is kept, at this share of all: every process answers alike. */
export function isSampled(traceId: string, share: number): boolean {
  return Number.parseInt(traceId.slice(0, 8), 16) < share * 2 ** 32;
}

/** All zeros is no id in W3C's format. */
function nonZero(id: string): string {
  return /^0+$/.test(id) ? `${id.slice(0, -1)}1` : id;
}
