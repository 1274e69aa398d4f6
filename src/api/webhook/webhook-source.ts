import { BlockList, isIP } from 'node:net';
import { z } from 'zod';
import { Fault } from '../../core/base/fault.ts';
import { plainAddress } from '../http/known-host.ts';
import type { Rate } from './token-bucket.ts';

/** Who may call `POST /webhook/{name}`, and how. */
export interface WebhookSource {
  readonly name: string;
  /** signed: HMAC over time, nonce and body. tradingview: a secret in the body or the path, from known addresses, over TLS. */
  readonly kind: 'signed' | 'tradingview';
  /** The new one and, during a rotation, the old one. */
  readonly secrets: readonly string[];
  /** The agent for whom its intents speak, where they name none. */
  readonly agentId: string;
  /** Their name for an instrument -> ours; names that are not here are ours already. */
  readonly instruments: Readonly<Record<string, string>>;
  /** Units to hold after a buy or sell that names no quantity. */
  readonly quantity: string | undefined;
  readonly rate: Rate;
  /** Empty: from anywhere. */
  readonly addresses: readonly string[];
}

/** From where TradingView sends, as its documentation says. */
const TRADINGVIEW_ADDRESSES = ['52.89.214.238', '34.212.75.30', '54.218.53.128', '52.32.178.7'];
const SECRET_CHARACTERS_MIN = 16;
const SECRETS_MAX = 4;

const address = z.string().refine(isAddress, 'expected an IP address, or a network such as 10.0.0.0/8');
const label = z.string().min(1).max(128);

const source = z.strictObject({
  name: z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, 'expected small letters, digits and -_'),
  kind: z.enum(['signed', 'tradingview']).default('signed'),
  secrets: z
    .array(z.string().min(SECRET_CHARACTERS_MIN, `expected ${SECRET_CHARACTERS_MIN} characters or more`).max(1_024))
    .min(1)
    .max(SECRETS_MAX),
  agentId: label,
  instruments: z.record(label, label).default({}),
  quantity: z
    .string()
    .regex(/^\d{1,40}(\.\d{1,40})?$/, 'expected a decimal text')
    .optional(),
  rate: z
    .strictObject({ perSecond: z.number().positive(), burst: z.number().min(1) })
    .default({ perSecond: 10, burst: 20 }),
  addresses: z.array(address).optional(),
});

/** As a configuration has them, with secrets resolved. A Fault names the source and the field, and never a secret. */
export function readWebhookSources(list: readonly unknown[]): readonly WebhookSource[] {
  const sources = list.map((given, i): WebhookSource => {
    const parsed = source.safeParse(given);
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new Fault('config', `api.webhooks[${i}].${issue.path.join('.')}: ${issue.message}`);
    }
    const { quantity, addresses, ...rest } = parsed.data;
    const standard = rest.kind === 'tradingview' ? TRADINGVIEW_ADDRESSES : [];
    return { ...rest, quantity, addresses: addresses ?? standard };
  });
  const twice = sources.find(({ name }, i) => sources.findIndex((other) => other.name === name) !== i);
  if (twice !== undefined)
    throw new Fault('config', `api.webhooks: expected names that differ, '${twice.name}' is there twice`);
  return sources;
}

function isAddress(text: string): boolean {
  const [host, bits, ...rest] = text.split('/');
  const kind = isIP(host);
  if (kind === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (kind === 4 ? 32 : 128));
}

/** Addresses and networks as a list that can be asked. */
export function addressList(addresses: readonly string[]): { has(address: string): boolean } {
  const list = new BlockList();
  for (const entry of addresses) {
    const [host, bits] = entry.split('/');
    const kind = isIP(host) === 4 ? 'ipv4' : 'ipv6';
    if (bits === undefined) list.addAddress(host, kind);
    else list.addSubnet(host, Number(bits), kind);
  }
  return {
    has(given) {
      const plain = plainAddress(given);
      return isIP(plain) !== 0 && list.check(plain, isIP(plain) === 4 ? 'ipv4' : 'ipv6');
    },
  };
}
