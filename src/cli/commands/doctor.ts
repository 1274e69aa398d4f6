import { accessSync, constants, existsSync, mkdirSync, statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import process from 'node:process';
import { connectDuckDb } from '../../catalogue/duckdb.ts';
import { conclaveHome } from '../../config/conclave-home.ts';
import { version } from '../../config/version.ts';
import { type Command, printJson } from '../command.ts';
import type { Shell } from '../shell.ts';
import { table } from '../table.ts';

interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly text: string;
}

const NODE_MAJOR_MIN = 26;
const FREE_MIB_MIN = 500;
const MIB = 1_048_576;

export const doctor: Command = {
  path: ['doctor'],
  about: 'Look whether this machine has what Conclave needs; exit code 1 when not',
  examples: ['conclave doctor', 'conclave doctor --json'],
  async run({ json, shell }) {
    const home = conclaveHome();
    const checks = [node(), await duckDb(), homeFolder(home), disk(home), timeZones(), terminal(shell)];
    const ok = checks.every((check) => check.ok);
    if (json) printJson(shell, { version, ok, checks });
    else {
      shell.out(`conclave ${version}\n`);
      shell.out(
        table(
          checks.map((check) => [
            check.ok ? shell.paint('green', 'ok') : shell.paint('red', 'wrong'),
            check.name,
            check.text,
          ]),
        ),
      );
    }
    return ok ? 0 : 1;
  },
};

function node(): Check {
  const ok = Number(process.versions.node.split('.')[0]) >= NODE_MAJOR_MIN;
  const whose = process.env.CONCLAVE_NODE === undefined ? "the system's" : 'the one that came with conclave';
  return {
    name: 'node',
    ok,
    text: `${process.versions.node} on ${process.platform} ${process.arch}, ${whose}${ok ? '' : `; ${NODE_MAJOR_MIN} or newer is needed`}`,
  };
}

async function duckDb(): Promise<Check> {
  try {
    const connection = await connectDuckDb();
    const [row] = (await connection.runAndReadAll('SELECT version()')).getRows();
    connection.closeSync();
    return { name: 'duckdb', ok: true, text: String(row[0]) };
  } catch (error) {
    return {
      name: 'duckdb',
      ok: false,
      text: `does not load: ${(error as Error).message.split('\n')[0]}; install conclave again`,
    };
  }
}

function homeFolder(home: string): Check {
  try {
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
    return { name: 'home', ok: true, text: home };
  } catch (error) {
    return {
      name: 'home',
      ok: false,
      text: `${home} cannot be written (${(error as NodeJS.ErrnoException).code}); set CONCLAVE_HOME to another folder`,
    };
  }
}

function disk(home: string): Check {
  let folder = home;
  while (!existsSync(folder) && dirname(folder) !== folder) folder = dirname(folder);
  try {
    const { bavail, bsize } = statfsSync(folder);
    const free = Math.floor((bavail * bsize) / MIB);
    const ok = free >= FREE_MIB_MIN;
    return {
      name: 'disk',
      ok,
      text: `${free.toLocaleString('en-US')} MiB free${ok ? '' : `; expected ${FREE_MIB_MIN} at least`}`,
    };
  } catch (error) {
    return { name: 'disk', ok: false, text: `cannot be looked at (${(error as NodeJS.ErrnoException).code})` };
  }
}

/** New York changed its clocks on 2024-03-10: a Node without full time-zone data does not know. */
function timeZones(): Check {
  const ok = newYorkHour('2024-03-09') === '07' && newYorkHour('2024-03-11') === '08';
  const text = ok
    ? `complete (${process.versions.tz ?? 'of the system'})`
    : 'incomplete: a Node with full ICU data is needed';
  return { name: 'time zones', ok, text };
}

/** At noon UTC. */
function newYorkHour(day: string): string {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: 'America/New_York', hour: 'numeric', hourCycle: 'h23' });
  return format.format(new Date(`${day}T12:00:00Z`));
}

function terminal(shell: Shell): Check {
  const colour = shell.paint('green', 'x') === 'x' ? 'without colour' : 'in colour';
  return { name: 'terminal', ok: true, text: `${shell.watched ? `${shell.width} columns` : 'none'}, ${colour}` };
}
