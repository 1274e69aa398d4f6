/** What the bearer of a token may do. */
export const Right = {
  /** see how the session stands */ read: 'read',
  /** pause and resume strategies */ trade: 'trade',
  /** change limits and the voting method */ limits: 'limits',
  /** cancel everything and stop new risk */ kill: 'kill',
  /** take a kill back */ release: 'release',
} as const;
export type Right = (typeof Right)[keyof typeof Right];

export function isRight(text: unknown): text is Right {
  return typeof text === 'string' && Object.hasOwn(Right, text);
}
