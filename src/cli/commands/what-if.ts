import { resolve } from 'node:path';
import { recordedPlan } from '../../hosts/live/recorded-plan.ts';
import { lockFolder } from '../../journal/lock.ts';
import type { Change } from '../../replay/counterfactual.ts';
import { recordedSession } from '../../replay/recorded-session.ts';
import { whatIf as compare } from '../../replay/what-if.ts';
import { Fault } from '../../sdk/index.ts';
import { type Call, type Command, printJson, text } from '../command.ts';
import { numberOption } from '../option-values.ts';
import { whatIfText } from '../what-if-text.ts';

export const whatIf: Command = {
  path: ['what-if'],
  about: 'Run a session that does not run again with something changed, and show what would have been otherwise',
  examples: [
    'conclave what-if ~/.conclave/sessions/demo --without trend',
    'conclave what-if out/first --limit position=0.1 --json',
    'conclave what-if out/first --method majority',
    'conclave what-if out/first --without-command 4711',
  ],
  args: [{ name: '<dir>', about: "the session's folder" }],
  options: [
    { flags: '--without <agent>', about: 'an agent that is not there' },
    { flags: '--limit <key=value>', about: "a limit of the run file's risk that has another value all along" },
    { flags: '--method <method>', about: 'another voting method all along' },
    {
      flags: '--without-command <input>',
      about: 'the number of an input: a command, such as a kill, that was not given',
    },
  ],
  async run(call) {
    const dir = resolve(call.args[0]);
    const change = changeOf(call);
    const lock = lockFolder(dir);
    try {
      const { read, plan } = await recordedPlan(dir);
      const { without, limit, method } = change;
      const { spec } = plan;
      if (without !== undefined && !spec.agents.some(({ id }) => id === without))
        throw new Fault(
          'usage',
          `--without: expected one of ${spec.agents.map(({ id }) => id).join(', ')}, was '${without}'`,
        );
      const sets = [
        ...(limit === undefined ? [] : [`risk.${limit.key}=${limit.value}`]),
        ...(method === undefined ? [] : [`consensus.method=${method}`]),
      ];
      const changed = await recordedPlan(dir, { edit: (config) => withoutAgent(config, without), sets });
      const found = compare(recordedSession(dir), {
        spec,
        changed: changed.plan.spec,
        execution: read.file.execution,
        change,
      });
      if (call.json) printJson(call.shell, found);
      else call.shell.out(whatIfText(found));
      return 0;
    } finally {
      lock.release();
    }
  },
};

function changeOf(call: Call): Change {
  const limit = text(call, 'limit');
  const equals = limit?.indexOf('=') ?? 1;
  if (limit !== undefined && equals < 1) throw new Fault('usage', `--limit: expected KEY=VALUE, was '${limit}'`);
  const change: Change = {
    without: text(call, 'without'),
    limit: limit === undefined ? undefined : { key: limit.slice(0, equals), value: limit.slice(equals + 1) },
    method: text(call, 'method'),
    withoutCommand: numberOption(call, 'withoutCommand', { whole: true, min: 1 }),
  };
  if (Object.values(change).every((value) => value === undefined))
    throw new Fault('usage', 'expected --without, --limit, --method or --without-command: nothing is changed');
  return change;
}

type Block = Readonly<Record<string, unknown>>;

/** Without the agent, and without what the configuration says of it elsewhere. */
function withoutAgent(config: Block, id: string | undefined): Block {
  if (id === undefined) return config;
  const agents = (config.agents as readonly Block[]).filter((agent) => agent.id !== id);
  const { weights, veto, ...consensus } = (config.consensus ?? {}) as Block;
  const rest = Object.entries((weights ?? {}) as Block).filter(([name]) => name !== id);
  return {
    ...config,
    agents,
    consensus: {
      ...consensus,
      ...(weights === undefined ? {} : { weights: Object.fromEntries(rest) }),
      ...(veto === undefined ? {} : { veto: (veto as readonly string[]).filter((name) => name !== id) }),
    },
  };
}
