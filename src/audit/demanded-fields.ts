import { Subject } from '../contracts/subjects.ts';
import { factsOf, SESSION_START } from './facts.ts';
import type { AuditRecord } from './record.ts';

/**
 * Which fields of records carry what keepers of records are asked for. Where a rule names a thing that is the same for a whole
 * session, it stands once, in the record of the session's start. `either` of several fields will do; null says that there is none.
 */
interface Demand {
  readonly rule: string;
  readonly what: string;
  readonly subject: string;
  readonly either: readonly string[];
}

const ORDER = Subject.orderSubmit;
const MIFIR = 'MiFIR art. 25';
const RTS24 = 'RTS 24';
const SEC = 'SEC 17a-4(f)';

export const DEMANDS: readonly Demand[] = [
  { rule: MIFIR, what: 'member id', subject: SESSION_START, either: ['memberId'] },
  { rule: MIFIR, what: 'capacity', subject: SESSION_START, either: ['capacity'] },
  { rule: MIFIR, what: 'order id', subject: ORDER, either: ['orderId'] },
  { rule: MIFIR, what: 'order id at the venue', subject: ORDER, either: ['clientOrderId'] },
  { rule: MIFIR, what: 'instrument', subject: ORDER, either: ['instrument'] },
  { rule: MIFIR, what: 'side', subject: ORDER, either: ['side'] },
  { rule: MIFIR, what: 'quantity', subject: ORDER, either: ['quantity'] },
  { rule: MIFIR, what: 'type', subject: ORDER, either: ['orderType'] },
  { rule: MIFIR, what: 'limit price', subject: ORDER, either: ['limitPrice'] },
  { rule: MIFIR, what: 'validity', subject: ORDER, either: ['timeInForce'] },
  { rule: MIFIR, what: 'validity: until when', subject: ORDER, either: ['expireUs'] },
  { rule: MIFIR, what: 'instructions', subject: ORDER, either: ['postOnly'] },
  { rule: MIFIR, what: 'instructions', subject: ORDER, either: ['reduceOnly'] },
  { rule: MIFIR, what: 'modification', subject: Subject.orderReplace, either: ['orderId'] },
  { rule: MIFIR, what: 'modification: what', subject: Subject.orderReplace, either: ['quantity'] },
  { rule: MIFIR, what: 'cancellation', subject: Subject.orderCancel, either: ['orderId'] },
  { rule: MIFIR, what: 'execution: of which order', subject: Subject.fill, either: ['orderId'] },
  { rule: MIFIR, what: 'execution: price', subject: Subject.fill, either: ['price'] },
  { rule: MIFIR, what: 'execution: quantity', subject: Subject.fill, either: ['quantity'] },
  { rule: MIFIR, what: 'partial execution: what remains', subject: Subject.orderUpdate, either: ['remaining'] },
  { rule: MIFIR, what: 'state', subject: Subject.orderUpdate, either: ['state'] },
  { rule: RTS24, what: 'investment decision', subject: ORDER, either: ['decisionId', 'agentId'] },
  { rule: RTS24, what: 'algorithm that decided', subject: Subject.intentProposed, either: ['strategyId'] },
  { rule: RTS24, what: 'its version', subject: Subject.intentProposed, either: ['strategyVersion'] },
  { rule: RTS24, what: 'passive or aggressive', subject: Subject.fill, either: ['liquidity'] },
  { rule: RTS24, what: 'venue', subject: Subject.fill, either: ['venue'] },
  { rule: 'RTS 25', what: 'clock source', subject: SESSION_START, either: ['clockSource'] },
  ...[
    Subject.controlSetLimits,
    Subject.controlKill,
    Subject.controlRelease,
    Subject.controlPause,
    Subject.controlResume,
    Subject.controlSetMethod,
  ].flatMap((subject) => [
    { rule: SEC, what: 'identity', subject, either: ['who'] },
    { rule: SEC, what: 'reason', subject, either: ['why'] },
  ]),
];

/** What the record lacks of what its messages must carry, one text each; date and time every record has. */
export function missingFields(record: AuditRecord): string[] {
  const facts = factsOf(record);
  return DEMANDS.flatMap(({ rule, what, subject, either }) =>
    facts
      .filter((fact) => fact.subject === subject && !either.some((field) => field in fact.message))
      .map(() => `record ${record.sequence}: ${subject} lacks ${either.join(' or ')} (${rule}: ${what})`),
  );
}
