import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { BacktestResult } from '../backtest/result.ts';
import { RuleName } from '../core/risk/refusal.ts';
import { runPage } from './page/browser.twin.ts';
import { pageData, type PageData } from './page/data/page-data.ts';
import { MEASURE_TEXTS } from './page/measures.ts';
import { RULE_TEXTS } from './page/rule-texts.ts';
import { sampleResult } from './sample-result.twin.ts';
import { tearSheet } from './tear-sheet.ts';

const result = sampleResult({ sessions: 400 });
const page = tearSheet(result);

const HOSTILE = '</script><img src=x onerror=alert(1)>\u2028"\'<!--';

function dataOf(html: string): PageData {
  return JSON.parse(
    /<script type="application\/json" id="data">([\s\S]*?)<\/script>/.exec(html)?.[1] ?? '',
  ) as PageData;
}

const VOID = new Set(['meta', 'link', 'br', 'img', 'input', 'hr']);

/** What is not script. */
function visible(html: string): string {
  return html.replaceAll(/<script[\s\S]*?<\/script>/g, '');
}

/** Names of elements in their order; throws where one is not closed in its turn. Scripts and styles hold text. */
function elementsOf(html: string): string[] {
  const bare = html.replaceAll(/(<(script|style)\b[^>]*>)[\s\S]*?(<\/\2>)/g, '$1$3');
  const open: string[] = [];
  const seen: string[] = [];
  for (const [tag, close, name, attributes] of bare.matchAll(
    /<(\/?)([a-z][a-z0-9]*)\b((?:[^>"']|"[^"]*"|'[^']*')*)>/g,
  )) {
    if (close === '/') {
      const top = open.pop();
      if (top !== name) throw new Error(`${tag} closes ${String(top)}`);
      continue;
    }
    seen.push(name);
    if (!VOID.has(name) && !attributes.endsWith('/')) open.push(name);
  }
  if (open.length > 0) throw new Error(`never closed: ${open.join(', ')}`);
  return seen;
}

function withoutNumbers(): BacktestResult {
  const { metrics } = result.summary;
  const none = Object.fromEntries(Object.keys(metrics).map((key) => [key, null])) as unknown as typeof metrics;
  return { ...result, summary: { ...result.summary, metrics: none } };
}

describe('the tear sheet', () => {
  it('is well-formed', () => {
    expect(page.startsWith('<!doctype html>')).toBe(true);
    const elements = elementsOf(page);
    expect(elements.filter((name) => name === 'h1')).toHaveLength(1);
    expect(elements.filter((name) => name === 'section').length).toBeGreaterThanOrEqual(9);
    const ids = [...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, target] of page.matchAll(/href="#([^"]+)"/g)) expect(ids).toContain(target);
  });

  it('asks nothing of the network', () => {
    for (const [, , value] of page.matchAll(/\b(src|href|action|data|poster|srcset)\s*=\s*"([^"]*)"/g)) {
      expect(value).not.toMatch(/^(?:[a-z]+:|\/\/)/i);
    }
    expect(page).not.toMatch(/url\(\s*["']?(?!data:)/i);
    expect(page).not.toMatch(/@import|\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|WebSocket|sendBeacon|<link|<iframe/i);
    expect(page).toContain("default-src 'none'");
  });

  it('lets its own scripts run and no other', () => {
    const policy = /script-src ([^;"]+)/.exec(page)?.[1].split(' ') ?? [];
    const scripts = [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map((match) => match[1]);
    expect(scripts).toHaveLength(2);
    expect(policy).toEqual(scripts.map((script) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`));
    expect(page).not.toMatch(/\son[a-z]+\s*=\s*"/i);
  });

  it('holds its data as JSON that reads back', () => {
    expect(dataOf(page)).toEqual(JSON.parse(JSON.stringify(pageData(result))));
  });

  it('is the same bytes for the same result', () => {
    expect(tearSheet(sampleResult({ sessions: 400 }))).toBe(page);
  });

  it('shows every part that a result promises', () => {
    for (const name of [
      'equity',
      'drawdown',
      'sharpe',
      'volatility',
      'exposure',
      'profit',
      'weight',
      'price',
      'stances',
      'costs',
    ]) {
      expect(page).toContain(`data-chart="${name}"`);
    }
    for (const name of ['decisions', 'refusals', 'trades']) expect(page).toContain(`data-table="${name}"`);
    for (const caption of [
      'Monthly returns',
      'deepest drawdowns',
      'Refusals by rule',
      'Halts of trading',
      'Costs by agent',
      'All numbers',
    ]) {
      expect(page).toContain(caption);
    }
    expect(page).toContain('class="histogram"');
    expect(page).toContain(result.summary.run.resultHash);
    expect(page).toContain('Past results promise nothing');
    for (const line of [...result.assumptions, ...result.summary.warnings]) expect(page).toContain(line);
  });

  it('explains every measure, and says why one is missing', () => {
    const keys = Object.keys(result.summary.metrics);
    expect(MEASURE_TEXTS.map(({ key }) => key).sort()).toEqual(keys.sort());
    for (const { meaning } of MEASURE_TEXTS) expect(page).toContain(meaning);
    const bare = tearSheet(withoutNumbers());
    expect(visible(bare)).not.toMatch(/\b(NaN|null|undefined|Infinity)\b/);
    for (const { missing } of MEASURE_TEXTS) expect(bare).toContain(missing);
  });

  it('says in words what each rule of risk watches', () => {
    for (const rule of Object.values(RuleName)) expect(RULE_TEXTS[rule], rule).toBeDefined();
  });

  it('compounds months and years to the total return', () => {
    const total = (1 + (result.summary.metrics.totalReturn ?? 0)) * 100 - 100;
    const years = [...page.matchAll(/<td class="total (?:gain|loss)?">\s*([^<]+?)%\s*<\/td>/g)].map((match) =>
      Number(match[1].replace('\u2212', '-')),
    );
    expect(years).toHaveLength(2);
    expect((years.reduce((level, year) => level * (1 + year / 100), 1) - 1) * 100).toBeCloseTo(total, 0);
  });

  it('stays small for twenty years of many agents and instruments', () => {
    const agents = Array.from({ length: 10 }, (_, i) => `agent-${i}`);
    const instruments = Array.from({ length: 15 }, (_, i) => `INSTRUMENT${i}`);
    const large = sampleResult({ sessions: 5_040, agents, instruments });
    expect(large.trades.count).toBeGreaterThan(10_000);
    expect(Buffer.byteLength(tearSheet(large))).toBeLessThan(2_500_000);
  }, 20_000);
});

describe('names and reasons that would be markup', () => {
  const hostile = sampleResult({
    sessions: 90,
    agents: [HOSTILE, 'b'],
    instruments: [HOSTILE, 'Y'],
    reason: `${HOSTILE} {0}`,
  });
  const named = {
    ...hostile,
    summary: { ...hostile.summary, run: { ...hostile.summary.run, name: HOSTILE }, warnings: [HOSTILE] },
  };
  const html = tearSheet(named);

  it('stay text in the markup and in the data', () => {
    expect(elementsOf(html)).not.toContain('img');
    expect([...html.matchAll(/<\/script>/g)]).toHaveLength(3);
    expect(visible(html)).not.toContain('<img');
    expect(dataOf(html).agents).toContain(HOSTILE);
    expect(dataOf(html).decisions.texts.some((text) => text.startsWith(HOSTILE))).toBe(true);
  });

  it('stay text when the script shows them', () => {
    const { at } = runPage(html);
    const table = at('[data-table="trades"]');
    expect(table.textContent).toContain(HOSTILE);
    expect(table.all('img')).toEqual([]);
  });
});

describe('the script of the page', () => {
  it('draws every chart over its data and fills the long tables', () => {
    const { at, plots } = runPage(page);
    expect(plots).toHaveLength(10);
    for (const { data } of plots) for (const series of data) expect(series).toHaveLength(data[0].length);
    for (const { data } of plots)
      expect(data[0].every((seconds, i) => i === 0 || (seconds ?? 0) > (data[0][i - 1] ?? 0))).toBe(true);
    const decisions = at('[data-table="decisions"]');
    expect(decisions.all('tbody')[0].children.length).toBe(40);
    expect(decisions.textContent).toContain(`1\u201320 of ${result.recording.decisions.count}`);
  });

  it('ends a series where the run ended', () => {
    const { plots } = runPage(page);
    const [seconds, equity] = plots[0].data;
    expect(equity.at(-1)).toBeCloseTo(result.daily.equity.at(-1) ?? 0, 0);
    expect(seconds.at(-1)).toBe(Math.floor(((result.daily.closeUs.at(-1) ?? 0) - 1) / 1e6));
  });

  it('turns a page, sorts a column and opens a row', () => {
    const table = runPage(page).at('[data-table="trades"]');
    const [previous, next] = table.all('button').filter((button) => button.attributes.get('class') === 'tool');
    expect(previous.disabled).toBe(true);
    next.click();
    expect(table.textContent).toContain('21\u201340 of');
    const profit = table.all('th').findIndex((head) => head.textContent === 'Profit');
    table.all('th')[profit].all('button')[0].click();
    expect(table.all('th')[profit].getAttribute('aria-sort')).toBe('descending');
    const profits = table
      .all('tr')
      .slice(1)
      .map((row) =>
        Number(
          (row.children[profit] as { textContent: string }).textContent.replaceAll(',', '').replace('\u2212', '-'),
        ),
      );
    expect(profits).toEqual(profits.toSorted((a, b) => b - a));
    expect(profits[0]).toBeCloseTo(Number(result.summary.trades.best), 2);
  });

  it.each([
    ['no session', { sessions: 0 }],
    ['one session', { sessions: 1, agents: ['solo'], instruments: ['X'], benchmark: false }],
    ['no votes yet', { sessions: 5 }],
    ['a month without a benchmark', { sessions: 22, benchmark: false }],
  ])('gets along with %s', (_, options) => {
    const html = tearSheet(sampleResult(options));
    elementsOf(html);
    expect(visible(html)).not.toMatch(/\b(NaN|undefined|Infinity)\b/);
    runPage(html);
  });

  it('draws a run of few sessions at the ends of its instants', () => {
    const short = sampleResult({ sessions: 3 });
    const start = short.daily.closeUs[0];
    const equity = Array.from({ length: 500 }, (__, i) => [start + i * 60e6, 100_000 + i] as const);
    const { plots } = runPage(tearSheet({ ...short, curves: { ...short.curves, equity } }));
    expect(plots[0].data[0]).toHaveLength(500);
  });
});
