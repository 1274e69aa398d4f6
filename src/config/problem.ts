import type { z } from 'zod';
import { isSecretName, REDACTED, Redactor } from './redact.ts';

export type Path = readonly (string | number)[];

/** Something wrong at a place of a run file. */
export interface ConfigProblem {
  readonly path: Path;
  readonly text: string;
}

/** `agents[0].params.fast`; an element of a list with an id or an instrument is told by that: `agents.trend.params.fast`. */
export function pathText(path: Path, root?: unknown): string {
  let text = '';
  let value = root;
  for (const key of path) {
    value = childOf(value, key);
    if (typeof key === 'string') text += text === '' ? key : `.${key}`;
    else text += elementName(value) ?? `[${key}]`;
  }
  return text;
}

function elementName(value: unknown): string | undefined {
  const id = childOf(value, 'id') ?? childOf(value, 'instrument');
  return typeof id === 'string' && /^[\w-]+$/.test(id) ? `.${id}` : undefined;
}

export function childOf(value: unknown, key: string | number): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, key)
    ? (value as Record<string | number, unknown>)[key]
    : undefined;
}

/** What stands at a place, as it may be shown: a message is no way for a secret to get out. */
function shownAt(root: unknown, path: Path): unknown {
  const value = path.reduce<unknown>(childOf, root);
  if (value === undefined) return undefined;
  return path.some((key) => typeof key === 'string' && isSecretName(key)) ? REDACTED : new Redactor().value(value);
}

/** What zod found, in our words: expected what, was what. */
export function problemsOf(error: z.ZodError, root: unknown): ConfigProblem[] {
  return error.issues.map((issue) => {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys') return { path: [...path, issue.keys[0]], text: issue.message };
    return { path, text: textOf(issue, shownAt(root, path)) };
  });
}

function textOf(issue: z.core.$ZodIssue, value: unknown): string {
  if (issue.code === 'custom' && / was /.test(issue.message)) return issue.message;
  if (issue.code === 'custom' && (!issue.message.startsWith('expected') || isBlock(value))) return issue.message;
  return `${expectation(issue)}, ${value === undefined ? 'was not given' : `was ${shown(value)}`}`;
}

function isBlock(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function expectation(issue: z.core.$ZodIssue): string {
  // A message of ours, from the schema.
  if (issue.message.startsWith('expected')) return issue.message;
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${TYPES[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `expected a number ${issue.inclusive ? '>=' : '>'} ${issue.minimum}`
        : `expected at least ${issue.minimum === 1 ? 'one' : issue.minimum} ${issue.origin === 'string' ? 'letter' : 'entry'}`;
    case 'too_big':
      return issue.origin === 'number' || issue.origin === 'int'
        ? `expected a number ${issue.inclusive ? '<=' : '<'} ${issue.maximum}`
        : `expected at most ${issue.maximum} ${issue.origin === 'string' ? 'letters' : 'entries'}`;
    case 'invalid_union':
      return 'options' in issue && Array.isArray(issue.options)
        ? `expected one of ${issue.options.map(String).join(', ')}`
        : 'expected another value';
    case 'not_multiple_of':
      return `expected a multiple of ${issue.divisor}`;
    case 'invalid_format':
      return `expected a text of the form ${issue.pattern ?? issue.format}`;
    default:
      return `expected another value (${issue.message})`;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  object: 'a block of keys',
  record: 'a block of keys',
  array: 'a list',
};

const SHOWN_MAX = 60;

function shown(value: unknown): string {
  const text =
    typeof value === 'string' ? `'${value}'` : typeof value === 'number' ? String(value) : JSON.stringify(value);
  return text.length > SHOWN_MAX ? `${text.slice(0, SHOWN_MAX)}…` : text;
}
