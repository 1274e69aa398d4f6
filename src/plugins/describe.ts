import { z } from 'zod';
import { Fault } from '../core/base/fault.ts';
import type { Strategy } from '../core/strategies/strategy.ts';

/** A strategy as `conclave strategies show` tells it. */
export interface StrategyPage {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  readonly parameters: readonly ParameterPage[];
  /** JSON Schema of the parameters. */
  readonly schema: object;
}

export interface ParameterPage {
  readonly name: string;
  readonly type: string;
  readonly required: boolean;
  readonly default?: unknown;
  readonly about: string;
}

interface FieldSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

export function describeStrategy({ name, version, about = '', params }: Strategy): StrategyPage {
  let schema: { properties?: Record<string, FieldSchema>; required?: readonly string[] };
  try {
    schema = z.toJSONSchema(params, { io: 'input', unrepresentable: 'any' }) as typeof schema;
  } catch (error) {
    throw new Fault(
      'strategy',
      `strategy '${name}': expected 'params' to be a zod schema (${(error as Error).message})`,
    );
  }
  const parameters = Object.entries(schema.properties ?? {}).map(([key, field]) => ({
    name: key,
    type: typeText(field),
    required: schema.required?.includes(key) ?? false,
    ...(field.default === undefined ? {} : { default: field.default }),
    about: field.description ?? '',
  }));
  return { name, version, about, parameters, schema };
}

function typeText({ type = 'any', enum: values, ...bounds }: FieldSchema): string {
  if (values !== undefined) return values.map(String).join(' | ');
  const limits: string[] = [];
  if (bounds.exclusiveMinimum !== undefined) limits.push(`> ${bounds.exclusiveMinimum}`);
  if (bounds.minimum !== undefined && bounds.minimum > Number.MIN_SAFE_INTEGER) limits.push(`>= ${bounds.minimum}`);
  if (bounds.exclusiveMaximum !== undefined) limits.push(`< ${bounds.exclusiveMaximum}`);
  if (bounds.maximum !== undefined && bounds.maximum < Number.MAX_SAFE_INTEGER) limits.push(`<= ${bounds.maximum}`);
  return [type, ...limits].join(' ');
}
