import { Fault } from '../core/base/fault.ts';
import { Engine } from '../core/engine/engine.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import { Out } from '../core/model/out.ts';
import { InputEvent, InputOrigin } from '../contracts/input-event.ts';
import { type InputRecord, readInput } from '../runtime/intake.ts';

/** A fresh engine that is given the inputs of a recorded session, one after the other. */
export class Replayer {
  readonly engine: Engine;
  /** Of the last input; valid until the next one. */
  readonly event = new InputEvent();
  readonly origin = new InputOrigin();
  readonly out = new Out();

  constructor(spec: EngineSpec) {
    this.engine = new Engine(spec);
  }

  /** What it causes stands in `out`. What cannot have been an input of this session is an integrity fault. */
  take(record: InputRecord): void {
    readInput(record, this.event, this.origin);
    this.process(this.event);
  }

  /** The same for one that is decoded. */
  process(event: InputEvent): void {
    const { engine, out } = this;
    out.clear();
    const misfit = misfitOf(event, engine);
    if (misfit !== undefined) throw new Fault('integrity', `journal record ${event.sequence}: ${misfit}`);
    engine.process(event, out);
  }
}

function misfitOf(event: InputEvent, { account }: Engine): string | undefined {
  const { instrumentCount, agentCount, nowUs, sequence } = account;
  if (event.sequence !== sequence + 1) return `expected input ${sequence + 1}, found ${event.sequence}`;
  if (event.tsUs < nowUs) return `its time lies before that of the input before it`;
  const instrument = instrumentOf(event);
  if (!(instrument < instrumentCount))
    return `instrument ${instrument} of ${instrumentCount}: it is of another session`;
  if (event.kind === 'intent' && !(event.intent.agent < agentCount))
    return `agent ${event.intent.agent} of ${agentCount}: it is of another session`;
  return undefined;
}

/** -1: none. */
function instrumentOf(event: InputEvent): number {
  switch (event.kind) {
    case 'bar':
    case 'quote':
    case 'trade':
    case 'depth':
    case 'report':
    case 'intent':
    case 'condition':
    case 'difference':
      return event[event.kind].instrument;
    default:
      return -1;
  }
}
