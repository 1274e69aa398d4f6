import { must } from '../core/base/assert.ts';
import type { EngineSpec } from '../core/engine/spec.ts';
import { type Scenario, ScenarioRun } from '../backtest/scenario.ts';
import { inputMessage, recordNames } from '../audit/record-of.ts';
import { recordLine } from '../audit/record.ts';
import { encodeInput } from '../contracts/input.ts';
import { InputEvent, InputOrigin } from '../contracts/input-event.ts';
import { INPUT_RECORD, readInput } from '../runtime/intake.ts';
import { type Life, TraderRig } from '../runtime/trader-rig.twin.ts';
import { hashOfState, type RecordedInput, type RecordedSession, type RecordedState } from './recorded-session.ts';

/** A recorded session in memory, to be looked at and tampered with. */
export interface Recording extends RecordedSession {
  readonly spec: EngineSpec;
  readonly records: RecordedInput[];
  readonly auditLines: Buffer[];
  readonly states: RecordedState[];
}

export interface RecordingOptions {
  /** The trader dies at these steps of its lives, and is started again. */
  readonly deaths?: readonly number[];
  /** Called while the last life runs, when it has come to an input. */
  readonly during?: { readonly sequence: number; readonly act: (life: Life) => void };
}

/** Trades a scenario with a live trader and its venue in this process, to the end of its data. */
export async function recordScenario(
  scenario: Scenario,
  { deaths = [], during }: RecordingOptions = {},
): Promise<Recording> {
  const { spec } = new ScenarioRun(scenario).engine.account;
  const names = recordNames(spec);
  const lines = new Map<number, Buffer>();
  const rig: TraderRig = new TraderRig(scenario, {
    onTaken({ event, origin, caused }) {
      const { sequence, tsUs } = event;
      const input = inputMessage(encodeInput(event, origin), names);
      const record = { sequence, tsUs, input, caused: caused.messages };
      lines.set(sequence, Buffer.from(recordLine(record, '0'.repeat(64))));
      if (sequence === during?.sequence) queueMicrotask(() => during.act(must(rig.life, 'it takes inputs')));
    },
  });
  for (const step of deaths) {
    rig.dieAt = step;
    const { trader } = await rig.start();
    await Promise.race([trader.run(), rig.died.promise]);
    rig.kill();
  }
  rig.dieAt = Number.POSITIVE_INFINITY;
  const { trader, engine, journal } = await rig.start();
  await trader.run();
  await trader.stop();
  const records = Array.from(journal.read(), ({ sequence, kind, payload }) => ({
    sequence,
    kind,
    payload: Uint8Array.from(payload),
  }));
  const auditLines = records.map(({ sequence }) => must(lines.get(sequence), 'each input was taken'));
  const sequence = records.length;
  const states =
    engine.unsaved.length > 0
      ? []
      : [{ sequence, stateHash: hashOfState(engine.save()), journalHash: new Uint8Array() }];
  return recordingOf({ spec, records, auditLines, states });
}

export function recordingOf(parts: Pick<Recording, 'spec' | 'records' | 'auditLines' | 'states'>): Recording {
  return { ...parts, inputs: () => parts.records, lines: () => parts.auditLines };
}

/** The same session with some inputs otherwise: `edit` changes what it is given, and says whether it did. */
export function edited(recording: Recording, edit: (event: InputEvent) => boolean): Recording {
  const event = new InputEvent();
  const origin = new InputOrigin();
  const records = recording.records.map((record) => {
    readInput(record, event, origin);
    return edit(event) ? { ...record, kind: INPUT_RECORD, payload: encodeInput(event, origin) } : record;
  });
  return recordingOf({ ...recording, records });
}
