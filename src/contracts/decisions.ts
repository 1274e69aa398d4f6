import { Type } from 'typebox';
import { DecisionKind } from '../core/consensus/decision.ts';
import { consensusMethods } from '../core/consensus/method.ts';
import { closed, contract, contractOfKinds } from './envelope.ts';
import {
  choice,
  decimal,
  finite,
  flag,
  idOfKind,
  list,
  name,
  orNull,
  share,
  size,
  text,
  timeUs,
  values,
} from './fields.ts';
import { BUY_SELL, LIFETIMES, orderTerms } from './order-terms.ts';
import { Subject } from './subjects.ts';

const asked = {
  agentId: name('The agent for which it asks; it must be one of the session.'),
  strategyId: Type.Optional(name('What made the intent; recorded only.')),
  instrument: name('Our name for it.'),
  confidence: Type.Optional(share('How sure it is; 1 when left out.')),
  reason: Type.Optional(text('Why.')),
  idempotencyKey: name('The same key is acted upon once, whatever stands beside it.'),
};

/** What an external intent may ask for as an order; a trailing stop or a bracket is for agents of ours. */
const EXTERNAL_ORDER_TYPES = ['market', 'limit', 'stop', 'stop-limit'] as const;

export const intentExternal = contractOfKinds(
  Subject.intentExternal,
  {
    version: 1,
    from: 'webhook, agents elsewhere',
    to: 'engine',
    about:
      'An intent from outside, for an agent of the session: a target or an order. A request; the reply says that it is recorded.',
  },
  [
    closed({
      kind: Type.Literal('target'),
      ...asked,
      targetPosition: orNull(decimal('The position wanted, in units, signed; null abstains.')),
    }),
    closed({
      kind: Type.Literal('order'),
      ...asked,
      side: choice(BUY_SELL, 'Buy or sell.'),
      quantity: size('In units.'),
      orderType: choice(EXTERNAL_ORDER_TYPES, 'What kind of order.'),
      limitPrice: Type.Optional(decimal('limit, stop-limit.')),
      stopPrice: Type.Optional(decimal('stop, stop-limit.')),
      timeInForce: Type.Optional(choice(LIFETIMES, 'GTC when left out.')),
      expireUs: Type.Optional(timeUs('GTD: the last moment at which it may fill.')),
      postOnly: Type.Optional(flag('It may not take.')),
      reduceOnly: Type.Optional(flag('It may only reduce.')),
    }),
  ],
);

const proposed = {
  intentId: idOfKind('i', 'The intent.'),
  strategyId: name('The name of the strategy.'),
  strategyVersion: name('Its version.'),
  agentId: name('The agent.'),
  instrument: name('Our name for it.'),
  confidence: share('How sure the agent is.'),
  source: name('Who speaks: agent, order, or the exit that spoke for it.'),
  reason: text('A template: {0}, {1}, ... stand for the values.'),
  values: values(),
  horizonBars: orNull(finite('For how many base bars it is expected to hold.')),
};

export const intentProposed = contractOfKinds(
  Subject.intentProposed,
  { version: 1, from: 'agents', to: 'risk (screen), audit', about: 'What an agent wants.' },
  [
    closed({
      kind: Type.Literal('target'),
      ...proposed,
      targetPosition: orNull(decimal('The position wanted, in units, signed; null abstains.')),
    }),
    closed({
      kind: Type.Literal('order'),
      ...proposed,
      side: choice(BUY_SELL, 'Buy or sell.'),
      quantity: size('In units. The terms follow with the decision and the order.'),
    }),
  ],
);

export const intentCleared = contract(
  Subject.intentCleared,
  {
    version: 1,
    from: 'risk (screen)',
    to: 'meta-agent, audit',
    about: "What the agent's own limits leave of its target.",
  },
  {
    intentId: idOfKind('i', 'The intent.'),
    agentId: name('The agent.'),
    instrument: name('Our name for it.'),
    verdict: choice(['cleared', 'reduced', 'refused'], 'refused: nothing is left of it.'),
    rule: orNull(name('What cut it.')),
    targetPosition: orNull(decimal('What was asked for, in units, signed; null abstains.')),
    allowedPosition: orNull(decimal('What counts in the vote, in units, signed.')),
  },
);

/** Of a vote, or a breaker's, which does not ask. */
export const OUTCOMES = [...Object.values(DecisionKind), 'breaker'] as const;
export type Outcome = (typeof OUTCOMES)[number];

const vote = closed({
  agentId: name('Who voted.'),
  intentId: orNull(idOfKind('i', 'The intent that the vote comes from; null before the first.')),
  target: orNull(decimal('What it asked for after its own limits, in units, signed; null abstains.')),
  confidence: orNull(share('How sure it was.')),
  weight: orNull(finite('What its vote weighed.')),
  share: decimal('Its part of the decision, in units, signed.'),
  awake: flag('It counted: not warming up, paused, stale or abstaining.'),
});

export const decision = contractOfKinds(
  Subject.decision,
  {
    version: 1,
    from: 'meta-agent',
    to: 'risk (reserve), audit',
    about:
      "target: what the agents' votes became. order: an order of an agent's own, which is not voted on, with its terms.",
  },
  [
    closed({
      kind: Type.Literal('target'),
      decisionId: idOfKind('d', 'The decision.'),
      windowId: idOfKind('in', 'The input that closed the window.'),
      instrument: name('Our name for it.'),
      outcome: choice(OUTCOMES, 'How it came about.'),
      action: choice(['buy', 'sell', 'hold'], 'From the present position to the target.'),
      quantity: size('|target - present|, in units.'),
      presentPosition: decimal('Before, in units, signed: what targets hold.'),
      decidedPosition: decimal("By the vote, before the account's limits."),
      targetPosition: decimal("After the account's limits."),
      overrideApplied: choice(['none', 'emergency-stop', 'position-limit'], 'What stood above the vote.'),
      method: choice(consensusMethods, 'How votes become a decision.'),
      confidence: orNull(finite('Of the decision.')),
      dissent: orNull(finite('How far the votes lay apart.')),
      participatingAgents: list(name('An agent that counted.'), 'In the order of their ids.'),
      votes: list(vote, 'Of every agent assigned to the instrument.'),
    }),
    closed({ kind: Type.Literal('order'), ...orderTerms }),
  ],
);
