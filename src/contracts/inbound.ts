import type { Parsed } from './codec.ts';
import { COMMANDS, type CommandSubject, readCommand } from './inbound-command.ts';
import { readIntent } from './inbound-intent.ts';
import type { InputEvent } from './input-event.ts';
import { type InputRefusal, refuseInput } from './input-refusal.ts';
import { readSignal } from './market-signals.ts';
import type { SessionNames } from './session-names.ts';
import { Subject } from './subjects.ts';

/** The subjects of which a message may become an input of the engine. */
export const INPUT_SUBJECTS: readonly Subject[] = [
  Subject.signalsNormalized,
  Subject.intentExternal,
  ...(Object.keys(COMMANDS) as CommandSubject[]),
];

/**
 * A message that passed its check, as an input: kind and fields of the event are filled in, names have become places. The
 * caller owes the sequence, and a time that is not before the last input's. After a refusal the event is to be thrown away.
 */
export function readInput(parsed: Parsed, names: SessionNames, into: InputEvent): InputRefusal | undefined {
  const { name, message } = parsed;
  into.endsInstant = false;
  if (name === Subject.signalsNormalized) return readSignal(message.payload, message.tsUs, names, into);
  if (name === Subject.intentExternal) {
    into.kind = 'intent';
    return readIntent(message.payload, names, into.intent);
  }
  switch (name) {
    case Subject.controlPause:
    case Subject.controlResume:
    case Subject.controlKill:
    case Subject.controlRelease:
    case Subject.controlSetLimits:
    case Subject.controlSetMethod:
      into.kind = 'control';
      return readCommand(name, message.payload, names, into);
    default:
      return refuseInput('DATA_UNKNOWN_SUBJECT', '', `a message of ${name} is no input`);
  }
}
