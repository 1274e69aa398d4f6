import { isIP } from 'node:net';
import { z } from 'zod';
import { logLevels } from './log-level.ts';
import { fraction, name, section } from './section.ts';
import { secretReference } from './secret.ts';

const host = name
  .default('127.0.0.1')
  .describe('an address of this machine; loopback unless it is meant to be reached');
const port = z.int().min(0).max(65_535).default(0).describe('0: any that is free, printed at the start');

const address = z.string().refine((text) => isNetwork(text), {
  error: "expected an address or a network such as '203.0.113.7' or '203.0.113.0/24'",
});

const rate = {
  perSecond: z.number().positive().max(100_000).default(20).describe('requests; more are answered with 429'),
  burst: z.int().positive().max(100_000).default(40),
};

const source = section({
  id: z.string().regex(/^[a-z][a-z\d-]*$/, { error: 'expected small letters, digits and -, a letter first' }),
  form: z.enum(['signed', 'tradingview']).default('signed'),
  secret: secretReference,
  previousSecret: secretReference.optional().describe('still taken while a secret is being changed'),
  allowFrom: z.array(address).min(1).optional().describe('left out: from anywhere'),
  ...rate,
}).superRefine((entry, context) => {
  // It cannot sign: the secret travels in the message, and only where it comes from stands between it and a thief.
  if (entry.form === 'tradingview' && entry.allowFrom === undefined)
    context.addIssue({
      code: 'custom',
      path: ['allowFrom'],
      message: 'expected addresses under tradingview, which cannot sign',
    });
});

/** `live.api`: HTTP for webhooks and status. */
export const apiSection = section({
  host,
  port,
  maxBodyBytes: z.int().min(1_024).max(16_777_216).default(1_048_576).describe('counted as they are read'),
}).prefault({});

/** `live.webhook`: who may send signals. */
export const webhookSection = section({ sources: z.array(source).default([]) })
  .superRefine(({ sources }, context) => {
    const ids = sources.map(({ id }) => id);
    ids.forEach((id, i) => {
      if (ids.indexOf(id) < i)
        context.addIssue({
          code: 'custom',
          path: ['sources', i, 'id'],
          message: `expected each id once, was '${id}' again`,
        });
    });
  })
  .prefault({});

/** `live.control`: pause, limits, kill. Cleartext gRPC and HTTP cannot share a port. */
export const controlSection = section({
  host,
  grpcPort: port,
  httpPort: port,
  tokens: secretReference
    .optional()
    .describe('a file of tokens and their rights; left out: one is made in the session'),
}).prefault({});

/** `live.metrics`: `/metrics`, `/livez`, `/readyz`. */
export const metricsSection = section({ host, port }).prefault({});

/** `live.telemetry`: logs and traces. */
export const telemetrySection = section({
  logLevel: z.enum(logLevels).default('info'),
  logTo: z.enum(['file', 'stderr']).default('file').describe('file: logs/ in the session folder'),
  traces: section({
    endpoint: z.url({ protocol: /^https?$/, error: 'expected an http(s) address of an OTLP collector' }),
    share: fraction.default(1).describe('of all traces'),
    authorization: secretReference.optional().describe('the header that the collector asks for'),
  })
    .optional()
    .describe('left out: no traces'),
}).prefault({});

function isNetwork(text: string): boolean {
  const [base, bits, more] = text.split('/');
  const kind = isIP(base);
  if (kind === 0 || more !== undefined) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (kind === 4 ? 32 : 128));
}
