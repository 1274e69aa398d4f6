import { resolve } from 'node:path';
import { recordedPlan, sourceBars } from '../../hosts/live/recorded-plan.ts';
import { lockFolder } from '../../journal/lock.ts';
import { gapsOf } from '../../replay/gaps.ts';
import { lastInstantUs } from '../../replay/market-events.ts';
import { parity as compare } from '../../replay/parity.ts';
import { recordedSession } from '../../replay/recorded-session.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { type Command, printJson } from '../command.ts';
import { gapsText, parityText } from '../parity-text.ts';

export const parity: Command = {
  path: ['parity'],
  about:
    'Replay a session that does not run, and show that the same comes out; exit code 1 when it does not. Then hold it against a backtest, and say what each gap comes of',
  examples: ['conclave parity ~/.conclave/sessions/demo', 'conclave parity out/first --record-only --json'],
  args: [{ name: '<dir>', about: "the session's folder" }],
  options: [{ flags: '--record-only', about: 'do not hold it against a backtest' }],
  async run({ args: [given], options, json, shell }) {
    const dir = resolve(given);
    const lock = lockFolder(dir);
    try {
      const recordedAs = await recordedPlan(dir);
      const { read, plan } = recordedAs;
      const { spec } = plan;
      const recorded = recordedSession(dir);
      const found = compare(recorded, { spec, venue: read.file.live.broker.name });
      if (!json) shell.out(parityText(found));
      const { execution } = read.file;
      const isOfBars = plan.records.length === 0;
      const lastUs = options.recordOnly === true || !isOfBars ? undefined : lastInstantUs(recorded);
      const gaps =
        lastUs === undefined
          ? null
          : gapsOf(recorded, { spec, execution, reference: await sourceBars(recordedAs, new RealClock(), lastUs) });
      if (json) printJson(shell, { ...found, first: found.first ?? null, gaps });
      else if (gaps !== null) shell.out(`\n${gapsText(gaps)}`);
      else if (!isOfBars && options.recordOnly !== true)
        shell.out('\nNot held against a backtest: only a market of bars can be run again.\n');
      return found.identical ? 0 : 1;
    } finally {
      lock.release();
    }
  },
};
