import { z } from 'zod';
import { Fault } from '../core/base/fault.ts';
import { resolveRisk, RISK_KEYS } from '../core/risk/risk-config.ts';
import { ProfileName } from '../core/risk/limits.ts';
import { ValueAtRiskMethod } from '../core/risk/portfolio-var.ts';
import { unknownKey } from './section.ts';

const OTHER_KEYS: Readonly<Record<string, object>> = {
  profile: { enum: Object.values(ProfileName), default: ProfileName.moderate },
  resumeAfter: {
    anyOf: [{ type: 'integer', minimum: 1 }, { const: 'never' }],
    default: 20,
    description: 'sessions after which a drawdown halt ends',
  },
  valueAtRiskMethod: { enum: Object.values(ValueAtRiskMethod), default: 'historical' },
  duplicateWithin: { type: 'string', description: "a duration such as '1s', or none" },
};
/** Limits in a file of their own: `risk: { file: limits.yaml }`. */
const FILE_KEY = 'file';
const KEYS: readonly string[] = [FILE_KEY, ...RISK_KEYS];
const LIMIT = { anyOf: [{ type: 'number', exclusiveMinimum: 0 }, { const: 'none' }] };

/** `risk:`, a profile and limits on top. What a limit may be is risk's to say: each key is asked for by itself. */
export const riskSection = z
  .record(z.string(), z.unknown())
  .superRefine((section, context) => {
    for (const key of Object.keys(section)) {
      if (!KEYS.includes(key)) context.addIssue({ code: 'custom', path: [key], message: unknownKey(key, RISK_KEYS) });
      else if (key !== FILE_KEY && Object.hasOwn(section, FILE_KEY))
        context.addIssue({
          code: 'custom',
          path: [key],
          message: 'expected limits either here or in the file, was both',
        });
    }
    const { [FILE_KEY]: file } = section;
    if (file !== undefined && (typeof file !== 'string' || file === ''))
      context.addIssue({ code: 'custom', path: [FILE_KEY], message: 'expected the name of a file' });
    try {
      resolveRisk(Object.fromEntries(Object.entries(section).filter(([key]) => RISK_KEYS.includes(key))), {
        accountType: 'margin',
        seed: 0,
      });
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const [, key, text] = /^risk\.(\w+): (.*)$/s.exec(error.message) ?? [undefined, undefined, error.message];
      context.addIssue({ code: 'custom', path: key === undefined ? [] : [key], message: text });
    }
  })
  .meta({
    properties: {
      [FILE_KEY]: { type: 'string', minLength: 1, description: 'limits in a file of their own, instead of here' },
      ...Object.fromEntries(RISK_KEYS.map((key) => [key, OTHER_KEYS[key] ?? LIMIT])),
    },
    additionalProperties: false,
  });
