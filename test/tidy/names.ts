import { isTypeScript } from './source.ts';
import type { Source } from './source.ts';

const WORDS: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [
    /\/((work|root)\/\w|(home|Users)\/(?!me\b)\w)[\w./]*/,
    'a path that counts from the repository, or an environment variable',
  ],
  [
    /\b(registry\.npmjs\.org|registry\.yarnpkg\.com|npmmirror\.com|pypi\.org|proxy\.golang\.org|deb\.debian\.org)\b/,
    'no registry: whoever installs has one configured',
  ],
  [/"resolved": "https?:/, 'a lock file without `resolved` (.npmrc: omit-lockfile-registry-resolved)'],
  [/\b(TO[D]O|FIX[M]E)\b/, 'an issue, or the thing itself'],
];

/** Paths of one machine, hosts of registries, and notes to oneself. */
export function bannedWords(files: readonly Source[]): string[] {
  const problems: string[] = [];
  for (const { path, text } of files) {
    for (const [pattern, instead] of WORDS) {
      if (!pattern.test(text)) continue;
      const lines = text.split('\n');
      for (const [i, line] of lines.entries()) {
        const word = pattern.exec(line)?.[0];
        if (word !== undefined) problems.push(`${path}:${i + 1} says ${word}: write ${instead}`);
      }
    }
  }
  return problems;
}

const DRAWER = /(^|\/)(utils?|common|helpers?|types|misc)(\.ts$|\/)/;

/** Drawers that hold anything, barrels that pull in everything, and names that are not kebab-case. */
export function fileNames(files: readonly Source[]): string[] {
  const problems: string[] = [];
  for (const { path } of files.filter(isTypeScript)) {
    const drawer = DRAWER.exec(path)?.[2];
    if (drawer !== undefined)
      problems.push(`${path} is a drawer (${drawer}): name the file after the one thing it holds`);
    if (path.endsWith('/index.ts') && path !== 'src/sdk/index.ts')
      problems.push(`${path} is a barrel: import the file you need; src/sdk/index.ts is the only edge`);
    if (!/^[a-z0-9.-]+$/.test(path.split('/').at(-1)!)) problems.push(`${path} is not kebab-case: rename it`);
  }
  return problems;
}
