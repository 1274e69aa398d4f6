import { z } from 'zod';
import { defineStrategy } from './define-strategy.ts';
import { remembered } from './remembered.ts';

export const EXTERNAL = 'external';

/** An agent elsewhere: its targets and orders come in as intents, from a webhook or another process. It is as fresh as its last one. */
export const external = defineStrategy({
  name: EXTERNAL,
  version: '1.0.0',
  about: 'follows the intents that come in from outside',
  params: z.strictObject({}),
  create: () => remembered({}),
});
