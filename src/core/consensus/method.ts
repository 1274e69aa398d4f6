/** How the targets of several agents become one. SEMANTICS section 2 has the exact meaning of each. */
export const consensusMethods = [
  'sum',
  'majority',
  'weighted',
  'unanimous',
  'confidence-weighted',
  'hedge',
  'adahedge',
  'fixed-share',
  'squint',
] as const;
export type ConsensusMethod = (typeof consensusMethods)[number];

/** The methods whose weights are learnt round by round. */
export const learnedMethods = ['hedge', 'adahedge', 'fixed-share', 'squint'] as const;
export type LearnedMethod = (typeof learnedMethods)[number];

export function isLearned(method: ConsensusMethod): method is LearnedMethod {
  return (learnedMethods as readonly string[]).includes(method);
}

/** The method of this name, in the older spelling with underscores too; `undefined` when there is none. */
export function parseMethod(text: string): ConsensusMethod | undefined {
  const name = text.replaceAll('_', '-');
  return consensusMethods.find((method) => method === name);
}
