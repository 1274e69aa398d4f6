import { contracts, type Payload } from '../../contracts/contracts.ts';
import { Subject } from '../../contracts/subjects.ts';
import { ApiError } from '../api-error.ts';
import type { WebhookSource } from './webhook-source.ts';

export type ExternalIntent = Payload<'decisions.order_intent.external'>;

type Body = Readonly<Record<string, unknown>>;
type Dialect = (body: Body, source: WebhookSource) => object;

/** A body as JSON; it must be an object. */
export function readBodyText(bytes: Uint8Array): Body {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ApiError('DATA_NOT_TEXT', 'the body is no UTF-8');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new ApiError('DATA_NOT_JSON', 'the body is no JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ApiError('DATA_INVALID', 'the body must be an object', { details: { path: '' } });
  return value as Body;
}

/**
 * Four ways to say it: our own (`kind`), alone or in an envelope of subject, version and payload; TradingView's alert
 * (`ticker, action`); and the two of older systems, `instrument, side` and `symbol, action`. What comes out has no key yet, and
 * its schema is still to be checked.
 */
export function readIntent(body: Body, source: WebhookSource): object {
  const payload = unwrapped(body);
  const dialect = dialectOf(payload);
  if (dialect === undefined)
    throw new ApiError(
      'DATA_UNKNOWN_DIALECT',
      'expected kind, or ticker and action, or instrument and side, or symbol and action',
    );
  return dialect(payload, source);
}

function unwrapped(body: Body): Body {
  const { subject, schemaVersion, payload } = body;
  if (subject === undefined && schemaVersion === undefined) return body;
  if (subject !== Subject.intentExternal)
    throw new ApiError('DATA_UNKNOWN_SUBJECT', `/subject: expected ${Subject.intentExternal}`, {
      details: { path: '/subject' },
    });
  const { version } = contracts[Subject.intentExternal];
  if (schemaVersion !== version)
    throw new ApiError('DATA_UNKNOWN_VERSION', `/schemaVersion: expected ${version}`, {
      details: { path: '/schemaVersion' },
    });
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload))
    throw new ApiError('DATA_INVALID', '/payload: must be an object', { details: { path: '/payload' } });
  return payload as Body;
}

function dialectOf(body: Body): Dialect | undefined {
  if ('kind' in body) return own;
  if ('ticker' in body) return named('ticker', 'action');
  if ('symbol' in body) return named('symbol', 'action');
  if ('instrument' in body) return named('instrument', 'side');
  return undefined;
}

function own(body: Body, source: WebhookSource): object {
  const { idempotencyKey: _, ...rest } = body;
  return {
    agentId: source.agentId,
    ...rest,
    ...(typeof rest.instrument === 'string' && { instrument: ours(rest.instrument, source) }),
  };
}

/** An action on an instrument, with or without a quantity: an order, or a position to hold. */
function named(instrumentKey: string, sideKey: string): Dialect {
  return (body, source) => {
    const name = body[instrumentKey];
    if (typeof name !== 'string') throw invalid(instrumentKey, 'must be a text');
    const side = String(body[sideKey] ?? '').toLowerCase();
    const asked = {
      agentId: source.agentId,
      instrument: ours(name, source),
      ...optional('strategyId', body.strategy ?? body.strategy_id),
      ...optional('confidence', body.confidence),
      ...optional('reason', body.reason ?? body.comment),
    };
    const target = (targetPosition: unknown) => ({ kind: 'target', ...asked, targetPosition });
    const position = decimalText(body, ['target_position', 'position_size']);
    if (position !== undefined) return target(position);
    if (side === 'hold') return target(null);
    if (side === 'close' || side === 'flat' || side === 'exit') return target('0');
    if (side !== 'buy' && side !== 'sell') throw invalid(sideKey, 'must be one of buy, sell, hold, close');
    const quantity = decimalText(body, ['quantity', 'contracts', 'qty']);
    if (quantity !== undefined) return { kind: 'order', ...asked, side, quantity, ...terms(body) };
    if (source.quantity === undefined) throw invalid('quantity', 'must be given: this source has none of its own');
    return target(side === 'buy' ? source.quantity : `-${source.quantity}`);
  };
}

function terms(body: Body): object {
  const limitPrice = decimalText(body, ['limitPrice', 'limit_price']);
  const stopPrice = decimalText(body, ['stopPrice', 'stop_price']);
  const orderType = `${stopPrice === undefined ? '' : 'stop'}${stopPrice !== undefined && limitPrice !== undefined ? '-' : ''}${limitPrice === undefined ? '' : 'limit'}`;
  return {
    orderType: orderType === '' ? 'market' : orderType,
    ...(limitPrice !== undefined && { limitPrice }),
    ...(stopPrice !== undefined && { stopPrice }),
  };
}

function optional(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

function ours(name: string, source: WebhookSource): string {
  return Object.hasOwn(source.instruments, name) ? source.instruments[name] : name;
}

/** Exact as text; of a number, the digits that it is written with. Exponents, NaN and the like are refused by the schema. */
function decimalText(body: Body, keys: readonly string[]): string | undefined {
  const key = keys.find((candidate) => body[candidate] !== undefined);
  if (key === undefined) return undefined;
  const value = body[key];
  if (typeof value !== 'string' && typeof value !== 'number') throw invalid(key, 'must be a decimal');
  if (!/^-?\d{1,40}(\.\d{1,40})?$/.test(String(value))) throw invalid(key, 'must be a decimal');
  return String(value);
}

function invalid(key: string, what: string): ApiError {
  return new ApiError('DATA_INVALID', `/${key}: ${what}`, { details: { path: `/${key}` } });
}
