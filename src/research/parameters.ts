import { Fault } from '../core/base/fault.ts';
import { didYouMean } from '../config/nearest.ts';
import type { RunFile } from '../config/run-file.ts';

/** What a parameter may be set to: what JSON has without structure. */
export type ParameterValue = number | string | boolean | null;

/** Values by `AGENT.PARAMETER`, such as `trend.fast`. */
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** `trend.fast` -> agent and parameter. Ids have no dots, so the first one parts them. */
function splitKey(key: string): { readonly agent: string; readonly parameter: string } {
  const dot = key.indexOf('.');
  return { agent: key.slice(0, dot), parameter: key.slice(dot + 1) };
}

/** The run file with these values in place of what it says; what they are not about stays as it is. */
export function withParameters(file: RunFile, values: ParameterValues): RunFile {
  const over = new Map<string, Record<string, ParameterValue>>();
  const ids = file.agents.map(({ id }) => id);
  for (const [key, value] of Object.entries(values)) {
    const { agent, parameter } = splitKey(key);
    if (!ids.includes(agent)) {
      const hint = didYouMean(agent, ids);
      throw new Fault(
        'config',
        `${key}: expected AGENT.PARAMETER with an agent of the run file, one of ${ids.join(', ')}${hint}`,
      );
    }
    const fields = over.get(agent) ?? {};
    fields[parameter] = value;
    over.set(agent, fields);
  }
  const agents = file.agents.map((agent) => {
    const fields = over.get(agent.id);
    return fields === undefined ? agent : { ...agent, params: { ...(agent.params as object | null), ...fields } };
  });
  return { ...file, agents };
}
