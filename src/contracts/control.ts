import { Type } from 'typebox';
import { consensusMethods } from '../core/consensus/method.ts';
import { LIMIT_KEYS } from '../core/risk/limits.ts';
import { closed, contract } from './envelope.ts';
import { choice, name, text } from './fields.ts';
import { Subject } from './subjects.ts';

const because = {
  who: name('Who gave the command: a person or a watchdog.'),
  why: Type.String({ minLength: 1, maxLength: 1_024, description: 'The reason given.' }),
};

const from = { version: 1, from: 'API, CLI, watchdog', to: 'engine' } as const;

const strategy = { agentId: name('The agent.'), ...because };

const scoped = {
  scope: choice(['account', 'strategy', 'instrument'], 'How far it reaches.'),
  target: text("The agent's id or the instrument's name; empty for the account.", 128),
  ...because,
};

export const pause = contract(
  Subject.controlPause,
  { ...from, about: 'An agent asks for nothing more; what it holds is held.' },
  strategy,
);

export const resume = contract(Subject.controlResume, { ...from, about: 'A paused agent goes on.' }, strategy);

export const kill = contract(
  Subject.controlKill,
  { ...from, about: 'Orders are cancelled and no new risk is taken, until released.' },
  scoped,
);

export const release = contract(Subject.controlRelease, { ...from, about: 'Ends a kill or a halt.' }, scoped);

/** A fraction, an amount, a duration (`1s`), or `none`. What each key takes, `core/risk/limits.ts` decides. */
const limit = Type.Union([Type.Number({ minimum: 0 }), Type.String({ maxLength: 32, minLength: 1 })]);

export const setLimits = contract(
  Subject.controlSetLimits,
  { ...from, about: 'Limits of the account on top of those in force.' },
  {
    limits: Type.Object(Object.fromEntries(LIMIT_KEYS.map((key) => [key, Type.Optional(limit)])), {
      additionalProperties: false,
      minProperties: 1,
      description: 'By the keys of the run file’s `risk` section: a fraction, an amount, a duration, or none.',
    }),
    ...because,
  },
);

export const setMethod = contract(
  Subject.controlSetMethod,
  { ...from, about: 'Votes become decisions by another method from now on.' },
  {
    method: choice(consensusMethods, 'Which method.'),
    weights: Type.Optional(
      Type.Array(closed({ agentId: name('The agent.'), weight: Type.Number({ minimum: 0 }) }), {
        maxItems: 1_024,
        description: 'weighted: a weight for every agent; past performance when left out.',
      }),
    ),
    ...because,
  },
);
