import { contract } from './envelope.ts';
import { name, text } from './fields.ts';
import { raw } from './signals.ts';
import { Subject } from './subjects.ts';

export const deadLetter = contract(
  Subject.deadLetter,
  {
    version: 1,
    from: 'every process',
    to: 'people',
    about: 'A message that was refused where it came in, with the reason.',
  },
  {
    originalSubject: text('Where it was sent to.', 256),
    code: name('What is wrong, as a code of the error catalogue.'),
    reason: text('What is wrong.'),
    path: text('Where in the message.', 512),
    ...raw,
  },
);
