import type { z } from 'zod';
import { Fault } from '../core/base/fault.ts';
import type { Strategy } from '../core/strategies/strategy.ts';
import { didYouMean } from '../config/nearest.ts';
import { problemsOf } from '../config/problem.ts';
import type { RunAgent, RunFile } from '../config/run-file.ts';
import { type ParameterRange, parameterRange, type SweepConfig } from '../config/sweep-section.ts';
import { loadStrategy } from '../plugins/load-strategy.ts';
import { type ParameterField, parameterFields, takesAnyKey } from '../plugins/parameter-fields.ts';
import { type Axis, axisOf } from './axis.ts';

/**
 * What a sweep searches, sorted by key: what the section names, or else every parameter that a strategy marks. A value that the
 * parameter's own schema refuses is a Fault here; how values go together is seen point by point.
 */
export async function axesOf(file: RunFile, sweep: SweepConfig, baseDir: string): Promise<readonly Axis[]> {
  refuseUnknownAgents(file, sweep);
  const axes: Axis[] = [];
  for (const agent of file.agents) {
    const strategy = await loadStrategy(agent.strategy, baseDir);
    const named = sweep.agents === undefined ? undefined : (sweep.agents[agent.id] ?? {});
    axes.push(...axesOfAgent(agent, strategy, named));
  }
  if (axes.length === 0) {
    throw new Fault(
      'config',
      "sweep.agents: expected at least one parameter to search, there is none; name one (agents: { ID: { PARAMETER: { from, to, step } } }), or mark it in the strategy's schema with .meta({ sweep: { from, to, step } })",
    );
  }
  return axes.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}

type Named = Readonly<Record<string, ParameterRange | 'marked'>>;

function axesOfAgent({ id }: RunAgent, strategy: Strategy, named: Named | undefined): Axis[] {
  const fields = parameterFields(strategy);
  if (named === undefined) {
    return fields
      .filter(({ mark }) => mark !== undefined)
      .map((field) => checkedAxis(id, field.name, field, markOf(strategy, field)));
  }
  return Object.entries(named).map(([name, range]) => {
    const field = fields.find((one) => one.name === name);
    const place = `sweep.agents.${id}.${name}`;
    if (field === undefined && fields.length > 0 && !takesAnyKey(strategy)) {
      const names = fields.map((one) => one.name);
      const hint = didYouMean(name, names);
      throw new Fault(
        'config',
        `${place}: unknown parameter '${name}'${hint === '' ? `; expected one of ${names.join(', ')}` : hint}`,
      );
    }
    if (range !== 'marked') return checkedAxis(id, name, field, range);
    if (field?.mark === undefined)
      throw new Fault('config', `${place}: expected a range, since '${strategy.name}' does not mark this parameter`);
    return checkedAxis(id, name, field, markOf(strategy, field));
  });
}

function markOf(strategy: Strategy, { name, mark }: ParameterField): ParameterRange {
  const read = parameterRange.safeParse(mark);
  if (read.success) return read.data;
  const [{ path, text }] = problemsOf(read.error, mark);
  throw new Fault('strategy', `strategy '${strategy.name}': ${[name, 'sweep', ...path].join('.')}: ${text}`);
}

/** Every value that can be told beforehand is one that the parameter takes. */
function checkedAxis(agent: string, name: string, field: ParameterField | undefined, range: ParameterRange): Axis {
  const place = `sweep.agents.${agent}.${name}`;
  const axis = axisOf(`${agent}.${name}`, range, field?.whole ?? false, place);
  const values = 'values' in axis ? axis.values : [axis.from, axis.to];
  for (const value of field === undefined ? [] : values) {
    const error = refusalOf(field?.schema, value);
    if (error !== undefined) throw new Fault('config', `${place}: ${problemsOf(error, value)[0].text}`);
  }
  return axis;
}

function refusalOf(schema: z.ZodType | undefined, value: unknown): z.ZodError | undefined {
  return schema?.safeParse(value).error;
}

function refuseUnknownAgents(file: RunFile, sweep: SweepConfig): void {
  const ids = file.agents.map(({ id }) => id);
  for (const id of Object.keys(sweep.agents ?? {})) {
    if (ids.includes(id)) continue;
    const hint = didYouMean(id, ids);
    throw new Fault(
      'config',
      `sweep.agents.${id}: expected the id of an agent, one of ${ids.join(', ')}, was '${id}'${hint}`,
    );
  }
}
