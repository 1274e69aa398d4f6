import type { Command } from './command.ts';
import { auditArchive } from './commands/audit-archive.ts';
import { auditExport } from './commands/audit-export.ts';
import { auditProve } from './commands/audit-prove.ts';
import { auditQuery } from './commands/audit-query.ts';
import { auditReport } from './commands/audit-report.ts';
import { auditVerify } from './commands/audit-verify.ts';
import { backtestCompare } from './commands/backtest-compare.ts';
import { backtestFixture } from './commands/backtest-fixture.ts';
import { backtestList } from './commands/backtest-list.ts';
import { backtestRun } from './commands/backtest-run.ts';
import { completionsOf } from './commands/completions.ts';
import { configCheck } from './commands/config-check.ts';
import { configShow } from './commands/config-show.ts';
import { ctlKill } from './commands/ctl-kill.ts';
import { ctlLimits } from './commands/ctl-limits.ts';
import { ctlMethod } from './commands/ctl-method.ts';
import { ctlPause } from './commands/ctl-pause.ts';
import { ctlRelease } from './commands/ctl-release.ts';
import { ctlResume } from './commands/ctl-resume.ts';
import { ctlStatus } from './commands/ctl-status.ts';
import { dataCheck } from './commands/data-check.ts';
import { dataExport } from './commands/data-export.ts';
import { dataGenerate } from './commands/data-generate.ts';
import { dataImport } from './commands/data-import.ts';
import { dataList } from './commands/data-list.ts';
import { dataShow } from './commands/data-show.ts';
import { doctor } from './commands/doctor.ts';
import { explain } from './commands/explain.ts';
import { indicatorsList } from './commands/indicators-list.ts';
import { indicatorsShow } from './commands/indicators-show.ts';
import { journalRepair } from './commands/journal-repair.ts';
import { journalShow } from './commands/journal-show.ts';
import { journalVerify } from './commands/journal-verify.ts';
import { kill } from './commands/kill.ts';
import { parity } from './commands/parity.ts';
import { probe } from './commands/probe.ts';
import { run } from './commands/run.ts';
import { sessionList } from './commands/session-list.ts';
import { sessionReport } from './commands/session-report.ts';
import { sessionSummary } from './commands/session-summary.ts';
import { strategiesList } from './commands/strategies-list.ts';
import { strategiesNew } from './commands/strategies-new.ts';
import { strategiesShow } from './commands/strategies-show.ts';
import { sweep } from './commands/sweep.ts';
import { walkForward } from './commands/walk-forward.ts';
import { whatIf } from './commands/what-if.ts';

const before: readonly Command[] = [
  backtestRun,
  backtestList,
  backtestCompare,
  backtestFixture,
  sweep,
  walkForward,
  probe,
  run,
  sessionSummary,
  sessionReport,
  sessionList,
  dataImport,
  dataList,
  dataShow,
  dataCheck,
  dataGenerate,
  dataExport,
  strategiesList,
  strategiesShow,
  strategiesNew,
  indicatorsList,
  indicatorsShow,
  journalShow,
  journalVerify,
  journalRepair,
  configCheck,
  configShow,
  ctlStatus,
  ctlPause,
  ctlResume,
  ctlLimits,
  ctlMethod,
  ctlKill,
  ctlRelease,
  explain,
  parity,
  whatIf,
  auditVerify,
  auditQuery,
  auditReport,
  auditProve,
  auditExport,
  auditArchive,
  kill,
  doctor,
];

/** Every command, in the order of help. */
export const commands: readonly Command[] = [...before, completionsOf(before)];
