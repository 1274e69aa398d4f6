import { Type } from 'typebox';
import { contract } from './envelope.ts';
import { choice, count, finite, hash, name, orNull } from './fields.ts';
import { Subject } from './subjects.ts';

export const backtestResults = contract(
  Subject.backtestResults,
  { version: 1, from: 'backtester', to: 'audit, dashboard', about: 'A backtest began, ended or failed.' },
  {
    testId: name('The run.'),
    name: name("The run file's name."),
    status: choice(['running', 'completed', 'failed', 'interrupted'], 'How it stands.'),
    seed: count('Of all its random streams.'),
    configHash: hash('SHA-256 of the configuration.'),
    dataHash: orNull(hash('SHA-256 of the data; null while it runs.')),
    resultHash: orNull(hash('SHA-256 of what it decided and what became of it; null unless completed.')),
    metrics: Type.Record(Type.String({ pattern: '^[A-Za-z0-9]{1,64}$' }), orNull(finite('Ratio.')), {
      maxProperties: 256,
      additionalProperties: false,
      description: 'Ratios by name; NaN and infinities are null.',
    }),
  },
);
