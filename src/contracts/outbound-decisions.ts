import { type Id, idText } from '../core/base/ids.ts';
import { must } from '../core/base/assert.ts';
import type { Account } from '../core/engine/account.ts';
import type { Out } from '../core/model/out.ts';
import { clip } from './checked.ts';
import type { Payload } from './contracts.ts';
import type { Outcome } from './decisions.ts';
import { inputIdOf, valuesOf } from './outbound-names.ts';
import type { Subject } from './subjects.ts';
import { finiteOrNull, floatText, quantityOrNull, quantityText } from './wire-numbers.ts';

type IntentProposed = Payload<typeof Subject.intentProposed>;
type IntentCleared = Payload<typeof Subject.intentCleared>;
type Decision = Payload<typeof Subject.decision>;
type Vote = Extract<Decision, { kind: 'target' }>['votes'][number];
type Violation = Payload<typeof Subject.violation>;

export function intentPayload(account: Account, out: Out, row: number): IntentProposed {
  const { intents } = out;
  const spec = account.spec.agents[intents.agent[row]];
  const instrument = account.instruments[intents.instrument[row]];
  const lots = intents.targetLots[row];
  const common = {
    intentId: idText('i', intents.id[row]),
    strategyId: clip(spec.strategy.name, 128),
    strategyVersion: clip(spec.strategy.version, 128),
    agentId: spec.id,
    instrument: instrument.name,
    confidence: intents.confidence[row],
    source: intents.source[row],
    reason: clip(intents.reason[row], 2_048),
    values: valuesOf(intents.values[row]),
    horizonBars: finiteOrNull(intents.horizonBars[row]),
  };
  if (intents.source[row] !== 'order')
    return { kind: 'target', ...common, targetPosition: quantityOrNull(instrument, lots) };
  return {
    kind: 'order',
    ...common,
    side: lots > 0 ? 'buy' : 'sell',
    quantity: quantityText(instrument, Math.abs(lots)),
  };
}

/** What the screen left of a target; `undefined` of an order, which is screened when it is placed. */
export function clearedPayload(account: Account, out: Out, row: number): IntentCleared | undefined {
  const { intents, refusals } = out;
  if (intents.source[row] === 'order') return undefined;
  const instrument = account.instruments[intents.instrument[row]];
  const lots = intents.targetLots[row];
  // The screen speaks right after the intent.
  const refusal = refusals.place.subarray(0, refusals.count).indexOf(intents.place[row] + 1);
  const cut = refusal >= 0 && refusals.cause[refusal] === intents.id[row];
  const allowed = cut ? refusals.maxLots[refusal] * Math.sign(lots) + 0 : lots;
  return {
    intentId: idText('i', intents.id[row]),
    agentId: account.spec.agents[intents.agent[row]].id,
    instrument: instrument.name,
    verdict: !cut ? 'cleared' : allowed === 0 ? 'refused' : 'reduced',
    rule: cut ? refusals.rule[refusal] : null,
    targetPosition: quantityOrNull(instrument, lots),
    allowedPosition: quantityOrNull(instrument, allowed),
  };
}

/** A decision with its votes. `intentOf` names the intent that stands for an agent. */
export function decisionPayload(
  account: Account,
  out: Out,
  row: number,
  intentOf: (agent: number) => Id | undefined,
): Decision {
  const { decisions } = out;
  const id = decisions.id[row];
  const instrument = account.instruments[decisions.instrument[row]];
  const present = decisions.presentLots[row];
  const decided = decisions.decidedLots[row];
  const allowed = decisions.allowedLots[row];
  const votes = votesOf(account, out, row, intentOf);
  return {
    kind: 'target',
    decisionId: idText('d', id),
    windowId: inputIdOf(id),
    instrument: instrument.name,
    outcome: decisions.kind[row] as Outcome,
    action: allowed > present ? 'buy' : allowed < present ? 'sell' : 'hold',
    quantity: quantityText(instrument, Math.abs(allowed - present)),
    presentPosition: quantityText(instrument, present),
    decidedPosition: quantityText(instrument, decided),
    targetPosition: quantityText(instrument, allowed),
    overrideApplied:
      decisions.kind[row] === 'breaker' ? 'emergency-stop' : allowed === decided ? 'none' : 'position-limit',
    method: account.consensus.config.method,
    confidence: finiteOrNull(decisions.confidence[row]),
    dissent: finiteOrNull(decisions.dissent[row]),
    participatingAgents: votes.filter((vote) => vote.awake).map((vote) => vote.agentId),
    votes,
  };
}

/** They stand right behind their decision. */
function votesOf(account: Account, out: Out, row: number, intentOf: (agent: number) => Id | undefined): Vote[] {
  const { decisions, votes } = out;
  const instrument = account.instruments[decisions.instrument[row]];
  const cast: Vote[] = [];
  const first = decisions.place[row] + 1;
  for (let k = 0; k < votes.count; k++) {
    if (votes.place[k] < first || votes.decision[k] !== decisions.id[row]) continue;
    const agent = votes.agent[k];
    const intent = intentOf(agent);
    cast.push({
      agentId: account.spec.agents[agent].id,
      intentId: intent === undefined ? null : idText('i', intent),
      target: quantityOrNull(instrument, votes.targetLots[k]),
      confidence: finiteOrNull(votes.confidence[k]),
      weight: finiteOrNull(votes.weight[k]),
      share: quantityText(instrument, votes.shareLots[k]),
      awake: votes.awake[k] === 1,
    });
  }
  return cast;
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

export function violationPayload(account: Account, out: Out, row: number, causeId: string): Violation {
  const { refusals } = out;
  const instrument = must(account.instruments[refusals.instrument[row]], 'a refusal is about an instrument');
  const agent = refusals.agent[row];
  return {
    causeId,
    rule: refusals.rule[row],
    severity: refusals.severity[row] as Violation['severity'],
    scope: refusals.scope[row] as Violation['scope'],
    agentId: agent < 0 ? null : account.spec.agents[agent].id,
    instrument: instrument.name,
    limit: floatText(refusals.limit[row]),
    value: floatText(refusals.value[row]),
    asked: quantityOrNull(instrument, refusals.askedLots[row]),
    maxAllowed: quantityOrNull(instrument, Math.abs(refusals.maxLots[row])),
  };
}
