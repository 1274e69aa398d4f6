import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../../test/temporary.ts';
import { conclave } from '../../cli/recording-shell.twin.ts';
import { readRunFile } from '../../config/read-run-file.ts';
import { planted, tomorrowFile } from './cheats.twin.ts';
import type { ProbeReport } from './finding.ts';
import { probedRunFile, wanderingBars } from './probe-file.twin.ts';
import { probe } from './probe.ts';

type Planted = keyof typeof planted;

const { put } = temporaryFolder();
const bars = wanderingBars(905);

function runOf(name: string, agents: readonly Planted[]): string {
  return put(name, probedRunFile(Object.fromEntries(agents.map((id) => [id, `./${id}.ts`]))));
}

function probing(path: string, points: number): Promise<ProbeReport> {
  const { file, baseDir } = readRunFile(path);
  return probe(file, { baseDir, points });
}

const found = ({ findings }: ProbeReport, agent: string) =>
  findings
    .filter((each) => each.agent === agent)
    .map((each) => each.probe)
    .sort();

describe('conclave probe', () => {
  beforeAll(() => {
    // As the command does: its threads start in half the time.
    enableCompileCache();
    put('bars.csv', bars);
    put('tomorrow.ts', tomorrowFile(bars));
    for (const [name, text] of Object.entries(planted)) put(`${name}.ts`, text);
  });

  it('finds every planted fault by the probe that is meant for it, and nothing in honest strategies', async () => {
    const names = ['honest', 'weekday', 'module', 'next', 'centred', 'maximum', 'zscore', 'table', 'memory'] as const;
    const report = await probing(runOf('cheats.yaml', names), 2);
    const by = Object.fromEntries(names.map((name) => [name, found(report, name)]));
    expect(by).toMatchObject({ honest: [], weekday: [], module: [], memory: ['later'], table: ['shift'] });
    for (const name of ['next', 'centred', 'maximum', 'zscore'] as const) expect(by[name], name).toContain('poison');
    expect(by.next).toContain('truncate');
    expect(report.notes.filter((note) => note.startsWith('weekday: its decisions depend on the date'))).toHaveLength(1);
    expect(report.notes.filter((note) => note.includes('keeps something outside of create'))).toEqual([
      expect.stringMatching(/^module: /),
    ]);
    // which decision: the bar, and what it was with and without
    const next = report.findings.find(({ agent, probe: by_ }) => agent === 'next' && by_ === 'truncate');
    expect(next).toMatchObject({ instrument: 'AAA', places: expect.any(Number) });
    expect(next?.original).not.toBe(next?.altered);
    expect(next?.alteration).toContain(new Date((next?.atUs ?? 0) / 1000).toISOString().slice(0, 10));
  });

  it('says of a strategy that tosses its own coins or looks at the clock that it is not repeatable', async () => {
    const report = await probing(runOf('coins.yaml', ['honest', 'random', 'clock']), 1);
    const by = Object.fromEntries(['honest', 'random', 'clock'].map((name) => [name, found(report, name)]));
    expect(by).toEqual({ honest: [], random: ['repeat'], clock: ['repeat'] });
  });

  it('exits 0 where nothing is found, 1 where something is, 3 for a wrong file', async () => {
    const clean = await conclave('probe', runOf('clean.yaml', ['honest']), '--points', '1', '--json');
    expect(clean.exitCode).toBe(0);
    expect(JSON.parse(clean.stdout)).toMatchObject({ clean: true, agents: ['honest'], findings: [], notes: [] });
    const mixed = runOf('mixed.yaml', ['honest', 'random']);
    const caught = await conclave('probe', mixed, '--points', '1', '--agent', 'random');
    expect(caught.exitCode).toBe(1);
    expect(caught.stdout).toContain('random: not repeatable');
    expect((await conclave('probe', put('wrong.yaml', 'name: 3'))).exitCode).toBe(3);
    put('throws.ts', planted.honest.replace('closes.push(bar.close);', "throw new Error('no');"));
    const throwing = await conclave('probe', put('throws.yaml', probedRunFile({ bad: './throws.ts' })));
    expect(throwing.exitCode).toBe(3);
    expect(throwing.stderr).toContain('throws.ts:');
    expect((await conclave('probe', join('no', 'such.yaml'))).exitCode).toBe(3);
    expect((await conclave('probe', mixed, '--agent', 'nobody')).exitCode).toBe(2);
  });
});
