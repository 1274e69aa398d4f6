import { type Scenario, ScenarioRun } from '../../backtest/scenario.ts';
import type { Rows, Schema, Table } from '../base/columns.ts';
import { Out } from '../model/out.ts';
import type { Engine } from './engine.ts';
import { EngineEvent } from './event.ts';

/** The inputs of a scenario's run, each as it was, and what each made the engine put out. */
export function record(scenario: Scenario): { run: ScenarioRun; inputs: EngineEvent[]; outputs: string[] } {
  const run = new ScenarioRun({ ...scenario, oneByOne: true });
  const inputs: EngineEvent[] = [];
  const outputs: string[] = [];
  const { engine } = run;
  const process = engine.process.bind(engine);
  engine.process = (event, out) => {
    inputs.push(copyOf(event));
    process(event, out);
    outputs.push(rowsOf(out));
  };
  run.run();
  return { run, inputs, outputs };
}

/** A fresh engine of the same scenario. */
export function freshEngine(scenario: Scenario): Engine {
  return new ScenarioRun(scenario).engine;
}

/** Hands the inputs to the engine; what each made it put out. */
export function feed(engine: Engine, inputs: readonly EngineEvent[]): string[] {
  const out = new Out();
  return inputs.map((input) => {
    engine.process(copyOf(input), out);
    const rows = rowsOf(out);
    out.clear();
    return rows;
  });
}

function copyOf(event: EngineEvent): EngineEvent {
  const copy = Object.assign(new EngineEvent(), event);
  for (const [name, part] of Object.entries(copy)) {
    if (typeof part !== 'object' || part === null) continue;
    const own = Object.assign(Object.create(Object.getPrototypeOf(part) as object) as object, part as object);
    // Columns are filled again by who made them.
    for (const [field, value] of Object.entries(own))
      if (value instanceof Float64Array || value instanceof Int8Array) Object.assign(own, { [field]: value.slice() });
    Object.assign(copy, { [name]: own });
  }
  return copy;
}

/** All rows of all tables, exactly. */
function rowsOf(out: Out): string {
  const lines: string[] = [];
  for (const [name, value] of Object.entries(out)) {
    const { schema, rows } = value as { schema?: Schema; rows?: Rows };
    if (schema === undefined || rows === undefined) continue;
    const columns = value as Table<Schema>;
    for (let row = 0; row < rows.count; row++) {
      const cells = Object.keys(schema).map((column) => textOf((columns[column] as ArrayLike<unknown>)[row]));
      lines.push(`${name}: ${cells.join(' ')}`);
    }
  }
  return lines.join('\n');
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(textOf).join(' ')}]`;
  return Object.is(value, -0) ? '-0' : String(value);
}
