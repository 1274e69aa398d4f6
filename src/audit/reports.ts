import { Subject } from '../contracts/subjects.ts';
import { type Fact, factsOf, isCommand, SESSION_START, textOf } from './facts.ts';
import { query, type Query } from './query.ts';
import type { AuditRecord, Message } from './record.ts';
import type { OnGap } from './record-files.ts';

/** A line of a report: what was recorded, and where. */
export interface Row {
  readonly sequence: number;
  readonly tsUs: number;
  readonly subject: string;
  readonly message: Message;
}

/** Reports over the whole log, or over a time of it; rows come as they are found. */
export const REPORTS = {
  decisions: { about: 'what was decided, by which votes', subject: Subject.decision },
  violations: { about: 'what a limit refused or cut', subject: Subject.violation },
  orders: { about: 'what was sent, changed and cancelled', subject: 'orders' },
  fills: { about: 'what was bought and sold', subject: Subject.fill },
} as const;
export type ReportName = keyof typeof REPORTS;

export function* report(
  folder: string,
  name: ReportName,
  period: Pick<Query, 'fromUs' | 'toUs'>,
  onGap?: OnGap,
): Generator<Row, void, void> {
  for (const { record, facts } of query(folder, { ...period, subject: REPORTS[name].subject }, onGap))
    for (const fact of facts) yield rowOf(record, fact);
}

function rowOf({ sequence, tsUs }: AuditRecord, { subject, message }: Fact): Row {
  return { sequence, tsUs, subject, message };
}

/** Who changed what the session may do: limits, method, pauses, kills and releases, each with the reason given. */
export function* commands(
  folder: string,
  period: Pick<Query, 'fromUs' | 'toUs'>,
  onGap?: OnGap,
): Generator<Row, void, void> {
  for (const { record } of query(folder, { ...period, subject: 'control' }, onGap))
    for (const fact of factsOf(record)) if (isCommand(fact)) yield rowOf(record, fact);
}

export interface LimitState {
  readonly value: unknown;
  readonly who: string;
  readonly why: string;
  readonly sequence: number;
  readonly tsUs: number;
}

export interface LimitReport {
  /** Every limit as it stands at the end, and who set it: the configuration, or a person. */
  readonly limits: Readonly<Record<string, LimitState>>;
  /** Every rule that refused or cut something: how often, and when last. */
  readonly breaches: Readonly<Record<string, { readonly count: number; readonly lastUs: number }>>;
}

export function limitReport(folder: string, period: Pick<Query, 'toUs'> = {}, onGap?: OnGap): LimitReport {
  const limits: Record<string, LimitState> = {};
  const breaches: Record<string, { count: number; lastUs: number }> = {};
  for (const { record, facts } of query(folder, period, onGap)) {
    const { sequence, tsUs } = record;
    for (const { subject, message } of facts) {
      if (subject === Subject.violation) {
        const rule = textOf(message, 'rule') ?? '';
        breaches[rule] = { count: (breaches[rule]?.count ?? 0) + 1, lastUs: tsUs };
      }
      if (subject !== Subject.controlSetLimits && subject !== SESSION_START) continue;
      const who = subject === SESSION_START ? 'configuration' : (textOf(message, 'who') ?? '');
      for (const [key, value] of Object.entries(message.limits ?? {}))
        limits[key] = { value, who, why: textOf(message, 'why') ?? '', sequence, tsUs };
    }
  }
  return { limits, breaches };
}
