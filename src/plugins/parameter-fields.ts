import type { z } from 'zod';
import type { Strategy } from '../core/strategies/strategy.ts';
import { describeStrategy } from './describe.ts';

/** A parameter as a search sees it. */
export interface ParameterField {
  readonly name: string;
  /** Of this parameter alone: what it says of a value says nothing of how it goes with others. */
  readonly schema: z.ZodType;
  /** Takes whole numbers only. */
  readonly whole: boolean;
  /** What the author wrote as `.meta({ sweep: ... })`; undefined without. */
  readonly mark: unknown;
}

/** The parameters of a strategy whose schema is an object, in its order; none of any other. */
export function parameterFields(strategy: Strategy): ParameterField[] {
  const { shape } = strategy.params as { readonly shape?: Readonly<Record<string, z.ZodType>> };
  if (shape === undefined) return [];
  const { properties = {} } = describeStrategy(strategy).schema as {
    readonly properties?: Readonly<Record<string, { readonly type?: string; readonly sweep?: unknown }>>;
  };
  return Object.entries(shape).map(([name, schema]) => ({
    name,
    schema,
    whole: properties[name]?.type === 'integer',
    mark: properties[name]?.sweep,
  }));
}

/** z.looseObject and catchall take any key. */
export function takesAnyKey({ params }: Strategy): boolean {
  const { def } = params as { readonly def?: { readonly catchall?: { readonly def?: { readonly type?: string } } } };
  return def?.catchall !== undefined && def.catchall.def?.type !== 'never';
}
