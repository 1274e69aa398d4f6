import type { Command } from './command.ts';
import { backtestCompare } from './commands/backtest-compare.ts';
import { backtestFixture } from './commands/backtest-fixture.ts';
import { backtestRun } from './commands/backtest-run.ts';
import { completionsOf } from './commands/completions.ts';
import { configCheck } from './commands/config-check.ts';
import { configShow } from './commands/config-show.ts';
import { dataCheck } from './commands/data-check.ts';
import { dataExport } from './commands/data-export.ts';
import { dataGenerate } from './commands/data-generate.ts';
import { dataImport } from './commands/data-import.ts';
import { dataList } from './commands/data-list.ts';
import { dataShow } from './commands/data-show.ts';
import { doctor } from './commands/doctor.ts';
import { indicatorsList } from './commands/indicators-list.ts';
import { indicatorsShow } from './commands/indicators-show.ts';
import { journalRepair } from './commands/journal-repair.ts';
import { journalShow } from './commands/journal-show.ts';
import { journalVerify } from './commands/journal-verify.ts';
import { strategiesList } from './commands/strategies-list.ts';
import { strategiesNew } from './commands/strategies-new.ts';
import { strategiesShow } from './commands/strategies-show.ts';

const before: readonly Command[] = [
  backtestRun,
  backtestCompare,
  backtestFixture,
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
  doctor,
];

/** Every command, in the order of help. */
export const commands: readonly Command[] = [...before, completionsOf(before)];
