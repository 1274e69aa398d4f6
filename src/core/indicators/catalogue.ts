import type { IndicatorPage } from './indicator.ts';
import { momentumPages } from './momentum.ts';
import { rollingPages } from './rolling.ts';
import { trendPages } from './trend.ts';
import { volatilityPages } from './volatility.ts';
import { volumePages } from './volume.ts';

/** Every indicator there is, family by family. */
export const indicatorPages: readonly IndicatorPage[] = [
  ...trendPages,
  ...momentumPages,
  ...volatilityPages,
  ...volumePages,
  ...rollingPages,
];

/** The page of this name; upper and lower case, `-`, `_` and blanks do not matter. `undefined` when there is none. */
export function findIndicator(name: string): IndicatorPage | undefined {
  const wanted = plain(name);
  return indicatorPages.find((page) => plain(page.name) === wanted);
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_\s]/g, '');
}
