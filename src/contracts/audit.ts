import { Type } from 'typebox';
import { contract } from './envelope.ts';
import { count, name } from './fields.ts';
import { Subject } from './subjects.ts';

export const checkpoint = contract(
  Subject.checkpoint,
  {
    version: 1,
    from: 'audit',
    to: 'witnesses, dashboard',
    about: 'A signed tree head: so much stands, and cannot change unnoticed.',
  },
  {
    origin: name('Which log.'),
    treeSize: count('Records under this head.'),
    root: Type.String({ pattern: '^[A-Za-z0-9+/]{43}=$', maxLength: 44, description: 'Root hash, base64.' }),
    note: Type.String({ minLength: 1, maxLength: 4_096, description: 'The whole signed note.' }),
  },
);
