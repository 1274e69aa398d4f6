import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { expect, it } from 'vitest';
import { ReportKind } from '../../core/model/report.ts';
import { readReportRow, report, reportRow, type WireReport } from './report-row.ts';

const isReport = Compile(report);
const told: WireReport = {
  number: 7,
  kind: 'filled',
  clientOrderId: 'o-12.0',
  venueOrderId: 'v-1',
  instrument: 3,
  tsUs: 1_600_000_020_000_000,
  marketSequence: 0,
  executionId: '9',
  priceTicks: 10_000.5,
  lots: 4,
  fee: '-12',
  slippage: '0',
  maker: true,
  reason: 'ünd',
};

const number = fc.integer({ min: 1, max: 1_000_000_000 });
const reports = fc.record({
  number,
  kind: fc.constantFrom(...Object.values(ReportKind)),
  clientOrderId: fc.string({ maxLength: 40 }),
  venueOrderId: fc.string({ maxLength: 40 }),
  instrument: fc.integer({ min: -1, max: 65_535 }),
  tsUs: number,
  reachedUs: fc.option(number, { nil: undefined }),
  marketSequence: number,
  executionId: fc.string({ maxLength: 40 }),
  priceTicks: number.map((halves) => halves / 2),
  lots: number,
  fee: fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }).map(String),
  slippage: fc.bigInt({ min: 0n, max: 10n ** 38n }).map(String),
  maker: fc.boolean(),
  reason: fc.string({ maxLength: 60, unit: 'binary' }),
});

it('A report that travels as a row is the same report', () => {
  fc.assert(
    fc.property(reports, (given) => {
      expect(readReportRow(JSON.parse(reportRow(given)) as unknown[])).toEqual(given);
    }),
    { numRuns: 300 },
  );
});

it('A row with any cell spoiled is read where the object with that field spoiled would be, and nowhere else', () => {
  const cells = JSON.parse(reportRow(told)) as unknown[];
  const fields = ['', ...Object.keys({ ...told, reachedUs: 0 })];
  const order = [...fields.slice(0, 7), 'reachedUs', ...fields.slice(7, 15)];
  const spoilt = [null, true, -5, 0.25, 1e300, '', '1e9', 'teleported', 'x'.repeat(300), [], {}];
  for (let place = 1; place < cells.length; place++) {
    for (const wrong of spoilt) {
      const name = order[place];
      const isLeftOut = name === 'reachedUs' && wrong === null;
      const expected = isLeftOut || isReport.Check({ ...told, [name]: wrong });
      expect([name, wrong, readReportRow(cells.with(place, wrong)) !== undefined]).toEqual([name, wrong, expected]);
    }
  }
});

it('A row that is too long, too short or of another kind is none', () => {
  const cells = JSON.parse(reportRow(told)) as unknown[];
  for (const row of [[], cells.slice(0, -1), [...cells, true], cells.with(0, 'rapport')])
    expect(readReportRow(row)).toBeUndefined();
});
