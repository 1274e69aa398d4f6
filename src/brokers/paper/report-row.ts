import { type Static, Type } from 'typebox';
import { Compile } from 'typebox/compile';
import { ReportKind } from '../../core/model/report.ts';
import { amount, BOUND, halfTicks, oneOf, sequence, strict, tsUs, word } from './wire-fields.ts';

/** A report in a page of them. */
export const report = Type.Object(
  {
    number: Type.Integer({ minimum: 1 }),
    kind: oneOf(ReportKind),
    clientOrderId: word,
    venueOrderId: word,
    instrument: Type.Integer({ minimum: -1, maximum: 65_535 }),
    tsUs,
    /** When it is told, where that is later. */
    reachedUs: Type.Optional(tsUs),
    marketSequence: sequence,
    executionId: word,
    priceTicks: halfTicks,
    lots: Type.Integer({ minimum: 0, maximum: BOUND }),
    fee: amount,
    slippage: amount,
    maker: Type.Boolean(),
    reason: word,
  },
  strict,
);
export type WireReport = Static<typeof report>;

const { properties } = report;
/**
 * A report by itself, which is most of what a venue says: a list, as that is read in a third of the time that an object takes.
 * What is left out stands there as null.
 */
const row = Type.Tuple([
  Type.Literal('report'),
  properties.number,
  properties.kind,
  properties.clientOrderId,
  properties.venueOrderId,
  properties.instrument,
  properties.tsUs,
  Type.Union([tsUs, Type.Null()]),
  properties.marketSequence,
  properties.executionId,
  properties.priceTicks,
  properties.lots,
  properties.fee,
  properties.slippage,
  properties.maker,
  properties.reason,
]);
type Row = Static<typeof row>;

const isRow = Compile(row);

export function reportRow(told: WireReport): string {
  const cells: Row = [
    'report',
    told.number,
    told.kind,
    told.clientOrderId,
    told.venueOrderId,
    told.instrument,
    told.tsUs,
    told.reachedUs ?? null,
    told.marketSequence,
    told.executionId,
    told.priceTicks,
    told.lots,
    told.fee,
    told.slippage,
    told.maker,
    told.reason,
  ];
  return JSON.stringify(cells);
}

/** undefined: it is none. */
export function readReportRow(cells: readonly unknown[]): WireReport | undefined {
  if (!isRow.Check(cells)) return undefined;
  const reachedUs = cells[7];
  return {
    number: cells[1],
    kind: cells[2],
    clientOrderId: cells[3],
    venueOrderId: cells[4],
    instrument: cells[5],
    tsUs: cells[6],
    reachedUs: reachedUs === null ? undefined : reachedUs,
    marketSequence: cells[8],
    executionId: cells[9],
    priceTicks: cells[10],
    lots: cells[11],
    fee: cells[12],
    slippage: cells[13],
    maker: cells[14],
    reason: cells[15],
  };
}
