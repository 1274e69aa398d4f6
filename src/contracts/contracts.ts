import { checkpoint } from './audit.ts';
import { backtestResults } from './backtests.ts';
import { kill, pause, release, resume, setLimits, setMethod } from './control.ts';
import { deadLetter } from './dead-letters.ts';
import { decision, intentCleared, intentExternal, intentProposed } from './decisions.ts';
import { notice } from './engine-notices.ts';
import type { Envelope, PayloadOf } from './envelope.ts';
import { fill, orderUpdate, reconcile } from './executions.ts';
import { orderApproved, orderCancel, orderCross, orderReplace, orderSubmit } from './orders.ts';
import { account, position } from './portfolio.ts';
import { violation } from './risk.ts';
import { signalsNormalized, signalsRaw } from './signals.ts';
import { Subject } from './subjects.ts';

/** Every message there is, by its fixed name. */
export const contracts = {
  [Subject.signalsRaw]: signalsRaw,
  [Subject.signalsNormalized]: signalsNormalized,
  [Subject.intentExternal]: intentExternal,
  [Subject.intentProposed]: intentProposed,
  [Subject.intentCleared]: intentCleared,
  [Subject.decision]: decision,
  [Subject.violation]: violation,
  [Subject.orderApproved]: orderApproved,
  [Subject.orderSubmit]: orderSubmit,
  [Subject.orderCancel]: orderCancel,
  [Subject.orderReplace]: orderReplace,
  [Subject.orderCross]: orderCross,
  [Subject.orderUpdate]: orderUpdate,
  [Subject.fill]: fill,
  [Subject.reconcile]: reconcile,
  [Subject.position]: position,
  [Subject.account]: account,
  [Subject.notice]: notice,
  [Subject.backtestResults]: backtestResults,
  [Subject.controlPause]: pause,
  [Subject.controlResume]: resume,
  [Subject.controlKill]: kill,
  [Subject.controlRelease]: release,
  [Subject.controlSetLimits]: setLimits,
  [Subject.controlSetMethod]: setMethod,
  [Subject.checkpoint]: checkpoint,
  [Subject.deadLetter]: deadLetter,
} as const;

export type Payload<S extends Subject> = PayloadOf<(typeof contracts)[S]>;

/** A message of one fixed name. */
export type Message<S extends Subject = Subject> = Envelope<Payload<S>>;
