import { type Id, idText } from '../core/base/ids.ts';
import { must } from '../core/base/assert.ts';
import type { Account } from '../core/engine/account.ts';
import type { Out } from '../core/model/out.ts';
import type { Caused } from './caused.ts';
import { clip } from './checked.ts';
import type { Payload } from './contracts.ts';
import type { Thread } from './correlations.ts';
import type { Outcome } from './decisions.ts';
import { inputIdOf, valuesOf } from './outbound-names.ts';
import { Subject } from './subjects.ts';
import { finiteOrNull, floatText, quantityOrNull, quantityText } from './wire-numbers.ts';

type IntentProposed = Caused<typeof Subject.intentProposed>;
type IntentCleared = Caused<typeof Subject.intentCleared>;
type Decision = Caused<typeof Subject.decision>;
type Vote = Extract<Payload<typeof Subject.decision>, { kind: 'target' }>['votes'][number];
type Violation = Caused<typeof Subject.violation>;

export function intentMessage(
  account: Account,
  out: Out,
  row: number,
  { causationId, correlationId }: Thread,
): IntentProposed {
  const { intents } = out;
  const spec = account.spec.agents[intents.agent[row]];
  const instrument = account.instruments[intents.instrument[row]];
  const lots = intents.targetLots[row];
  const id = idText('i', intents.id[row]);
  const agentId = spec.id;
  const confidence = intents.confidence[row];
  const horizonBars = finiteOrNull(intents.horizonBars[row]);
  const reason = clip(intents.reason[row], 2_048);
  const source = intents.source[row];
  const strategyId = clip(spec.strategy.name, 128);
  const strategyVersion = clip(spec.strategy.version, 128);
  const values = valuesOf(intents.values[row]);
  if (source !== 'order')
    return {
      agentId,
      causationId,
      confidence,
      correlationId,
      horizonBars,
      id,
      instrument: instrument.name,
      intentId: id,
      kind: 'target',
      reason,
      source,
      strategyId,
      strategyVersion,
      subject: Subject.intentProposed,
      targetPosition: quantityOrNull(instrument, lots),
      values,
    };
  return {
    agentId,
    causationId,
    confidence,
    correlationId,
    horizonBars,
    id,
    instrument: instrument.name,
    intentId: id,
    kind: 'order',
    quantity: quantityText(instrument, Math.abs(lots)),
    reason,
    side: lots > 0 ? 'buy' : 'sell',
    source,
    strategyId,
    strategyVersion,
    subject: Subject.intentProposed,
    values,
  };
}

/** What the screen left of a target; `undefined` of an order, which is screened when it is placed. */
export function clearedMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { correlationId }: Thread,
): IntentCleared | undefined {
  const { intents, refusals } = out;
  if (intents.source[row] === 'order') return undefined;
  const instrument = account.instruments[intents.instrument[row]];
  const lots = intents.targetLots[row];
  // The screen speaks right after the intent.
  const refusal =
    refusals.count === 0 ? -1 : refusals.place.subarray(0, refusals.count).indexOf(intents.place[row] + 1);
  const cut = refusal >= 0 && refusals.cause[refusal] === intents.id[row];
  const intentId = idText('i', intents.id[row]);
  const allowed = cut ? refusals.maxLots[refusal] * Math.sign(lots) + 0 : lots;
  return {
    agentId: account.spec.agents[intents.agent[row]].id,
    allowedPosition: quantityOrNull(instrument, allowed),
    causationId: intentId,
    correlationId,
    id,
    instrument: instrument.name,
    intentId,
    rule: cut ? refusals.rule[refusal] : null,
    subject: Subject.intentCleared,
    targetPosition: quantityOrNull(instrument, lots),
    verdict: !cut ? 'cleared' : allowed === 0 ? 'refused' : 'reduced',
  };
}

/** A decision with its votes. `intentOf` names the intent that stands for an agent. */
export function decisionMessage(
  account: Account,
  out: Out,
  row: number,
  { causationId, correlationId }: Thread,
  intentOf: (agent: number) => Id | undefined,
): Decision {
  const { decisions } = out;
  const id = decisions.id[row];
  const instrument = account.instruments[decisions.instrument[row]];
  const present = decisions.presentLots[row];
  const decided = decisions.decidedLots[row];
  const allowed = decisions.allowedLots[row];
  const votes = votesOf(account, out, row, intentOf);
  const decisionId = idText('d', id);
  return {
    action: allowed > present ? 'buy' : allowed < present ? 'sell' : 'hold',
    causationId,
    confidence: finiteOrNull(decisions.confidence[row]),
    correlationId,
    decidedPosition: quantityText(instrument, decided),
    decisionId,
    dissent: finiteOrNull(decisions.dissent[row]),
    id: decisionId,
    instrument: instrument.name,
    kind: 'target',
    method: account.consensus.config.method,
    outcome: decisions.kind[row] as Outcome,
    overrideApplied:
      decisions.kind[row] === 'breaker' ? 'emergency-stop' : allowed === decided ? 'none' : 'position-limit',
    participatingAgents: votes.filter((vote) => vote.awake).map((vote) => vote.agentId),
    presentPosition: quantityText(instrument, present),
    quantity: quantityText(instrument, Math.abs(allowed - present)),
    subject: Subject.decision,
    targetPosition: quantityText(instrument, allowed),
    votes,
    windowId: inputIdOf(id),
  };
}

/** They stand right behind their decision. */
function votesOf(account: Account, out: Out, row: number, intentOf: (agent: number) => Id | undefined): Vote[] {
  const { decisions, votes } = out;
  const instrument = account.instruments[decisions.instrument[row]];
  const cast: Vote[] = [];
  const first = decisions.place[row] + 1;
  // Places rise, and a decision's votes have it in common: neither what stands before nor what follows is looked through.
  for (let k = firstFrom(votes.place, votes.count, first); k < votes.count; k++) {
    if (votes.decision[k] !== decisions.id[row]) break;
    const agent = votes.agent[k];
    const intent = intentOf(agent);
    cast.push({
      agentId: account.spec.agents[agent].id,
      awake: votes.awake[k] === 1,
      confidence: finiteOrNull(votes.confidence[k]),
      intentId: intent === undefined ? null : idText('i', intent),
      share: quantityText(instrument, votes.shareLots[k]),
      target: quantityOrNull(instrument, votes.targetLots[k]),
      weight: finiteOrNull(votes.weight[k]),
    });
  }
  return cast;
}

/** The first of so many rising places that is not below `place`. */
function firstFrom(places: ArrayLike<number>, count: number, place: number): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (places[middle] < place) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** What only an intent is refused for, before it is a target or an order. */
const INTENT_RULES: ReadonlySet<string> = new Set([
  'no-price',
  'not-external',
  'not-assigned',
  'agent-killed',
  'agent-paused',
  'bad-intent',
]);

/** What a refusal is about: the number alone does not say whether it is an intent's, a decision's or an order's. */
export function causeOf(out: Out, row: number): 'i' | 'd' | 'o' {
  const { refusals, intents, decisions, votes } = out;
  const id = refusals.cause[row];
  const before = refusals.place[row] - 1;
  if (refusals.agent[row] >= 0) {
    // A target is screened where it is set; one that never was a target is told by its rule.
    for (let k = 0; k < intents.count; k++) {
      if (intents.place[k] === before && intents.id[k] === id && intents.source[k] !== 'order') return 'i';
    }
    const { rule, limit } = refusals;
    return INTENT_RULES.has(rule[row]) || (rule[row] === 'mixed-intents' && limit[row] === 0) ? 'i' : 'o';
  }
  // A decision that limits cut says so right behind its votes; whatever else the account is refused is an order.
  for (let k = 0; k < decisions.count; k++) {
    if (decisions.id[k] !== id || decisions.allowedLots[k] === decisions.decidedLots[k]) continue;
    let last = decisions.place[k];
    for (let v = 0; v < votes.count; v++) if (votes.decision[v] === id) last = Math.max(last, votes.place[v]);
    if (last === before) return 'd';
  }
  return 'o';
}

export function violationMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Violation {
  const { refusals } = out;
  const instrument = must(account.instruments[refusals.instrument[row]], 'a refusal is about an instrument');
  const agent = refusals.agent[row];
  return {
    agentId: agent < 0 ? null : account.spec.agents[agent].id,
    asked: quantityOrNull(instrument, refusals.askedLots[row]),
    causationId,
    causeId: causationId,
    correlationId,
    id,
    instrument: instrument.name,
    limit: floatText(refusals.limit[row]),
    maxAllowed: quantityOrNull(instrument, Math.abs(refusals.maxLots[row])),
    rule: refusals.rule[row],
    scope: refusals.scope[row] as Violation['scope'],
    severity: refusals.severity[row] as Violation['severity'],
    subject: Subject.violation,
    value: floatText(refusals.value[row]),
  };
}
