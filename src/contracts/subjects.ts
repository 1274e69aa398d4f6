/**
 * The fixed names of what travels on the bus, one list. A further token may follow a name, to tell instruments or strategies
 * apart (`decisions.meta.SPX`); a dead letter carries the name of what it was: `dlq.decisions.meta`.
 */
export const Subject = {
  signalsRaw: 'signals.raw',
  signalsNormalized: 'signals.normalized',
  intentExternal: 'decisions.order_intent.external',
  intentProposed: 'decisions.order_intent.proposed',
  intentCleared: 'decisions.order_intent.cleared',
  decision: 'decisions.meta',
  violation: 'risk.violations',
  orderApproved: 'orders.approved',
  orderSubmit: 'orders.submit',
  orderCancel: 'orders.cancel',
  orderReplace: 'orders.replace',
  orderCross: 'orders.cross',
  orderUpdate: 'executions.order_update',
  fill: 'executions.fill',
  reconcile: 'executions.reconcile',
  position: 'portfolio.position',
  account: 'portfolio.account',
  notice: 'engine.notice',
  backtestResults: 'backtest.results',
  controlPause: 'control.pause',
  controlResume: 'control.resume',
  controlKill: 'control.kill',
  controlRelease: 'control.release',
  controlSetLimits: 'control.set_limits',
  controlSetMethod: 'control.set_method',
  checkpoint: 'audit.checkpoint',
  deadLetter: 'dlq',
} as const;
export type Subject = (typeof Subject)[keyof typeof Subject];

export const SUBJECTS: readonly Subject[] = Object.values(Subject);

const KNOWN: ReadonlySet<string> = new Set(SUBJECTS);
const TOKEN = /^[A-Za-z0-9_-]{1,64}$/;
const DEAD = 'dlq.';

/** The fixed name that a subject stands under; `undefined` for a subject that nobody knows. */
export function subjectOf(text: string): Subject | undefined {
  if (text !== Subject.deadLetter && KNOWN.has(text)) return text as Subject;
  if (text.startsWith(DEAD)) return isPath(text.slice(DEAD.length)) ? Subject.deadLetter : undefined;
  const dot = text.lastIndexOf('.');
  if (dot < 0 || !TOKEN.test(text.slice(dot + 1))) return undefined;
  const head = text.slice(0, dot);
  return KNOWN.has(head) ? (head as Subject) : undefined;
}

/** Where a refused message goes. What has no usable subject of its own goes to `dlq.unknown`. */
export function deadLetterSubject(original: string): string {
  return isPath(original) ? `${DEAD}${original}` : `${DEAD}unknown`;
}

function isPath(text: string): boolean {
  return text.length <= 250 && text.split('.').every((token) => TOKEN.test(token));
}
