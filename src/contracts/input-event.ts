/** The inputs of a live session are the engine's: these are their names on the wire. */
export { Command as InputCommand, EngineEvent as InputEvent, EventKind as InputKind } from '../core/engine/event.ts';
export { ConditionName } from '../core/model/condition.ts';
export { IntentEvent } from '../core/model/intent.ts';

/** Where an input came from: what duplicates are known by, and what its effects are found by. */
export class InputOrigin {
  /** A feed, the venue, the API, the runtime itself. */
  source = '';
  /** Its number there. */
  sequence = 0;
  /** Of an external request; '' elsewhere: then the input's own id stands for it. */
  correlationId = '';
}
