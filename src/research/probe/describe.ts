import type { Instrument } from '../../core/model/instrument.ts';
import { type Step, StepKind } from './trace.ts';

const WORDS: Readonly<Record<StepKind, string>> = {
  target: 'target',
  order: 'order of its own',
  exit: 'exit to',
  change: 'order changed',
  decision: 'decision',
  sent: 'order sent',
  fill: 'fill',
  failure: 'failed',
};
/** What stands before an intent's reason: source, confidence, horizon. */
const BEFORE_REASON = 3;

/** What was decided, for a person: sizes in units, and the values that the agent told. */
export function describeSteps(steps: readonly Step[], instruments: readonly Instrument[]): string {
  if (steps.length === 0) return 'nothing';
  return steps.map((step) => describeStep(step, instruments)).join('; ');
}

function describeStep(step: Step, instruments: readonly Instrument[]): string {
  const { kind, lots, instrument, rest } = step;
  if (kind === StepKind.failure) return `failed: ${rest}`;
  const known = instruments[instrument];
  const size = Number.isNaN(lots) ? 'none' : String(Number((lots * (known?.lot ?? 1)).toPrecision(12)));
  const wish = kind === StepKind.target || kind === StepKind.order || kind === StepKind.exit;
  const told = wish ? rest.split(' | ').slice(BEFORE_REASON) : [];
  const [reason = '', ...values] = told;
  const words = [reason, ...values.map((value) => shortened(value))].filter((text) => text !== '');
  return `${WORDS[kind]} ${size}${words.length === 0 ? '' : ` (${words.join(', ')})`}`;
}

function shortened(value: string): string {
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? value : String(Number(number.toPrecision(8)));
}
