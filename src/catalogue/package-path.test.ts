import { describe, expect, it } from 'vitest';
import { resolveDataPath } from './package-path.ts';

describe('a data path', () => {
  it('is relative to the folder it was written in', () => {
    expect(resolveDataPath('data/a.csv', '/srv/run')).toBe('/srv/run/data/a.csv');
    expect(resolveDataPath('/data/a.csv', '/srv/run')).toBe('/data/a.csv');
  });

  it('finds a file of an installed package from anywhere', () => {
    expect(resolveDataPath('package:vega-datasets/data/sp500-2000.csv', '/nowhere')).toMatch(
      /node_modules\/vega-datasets\/data\/sp500-2000\.csv$/,
    );
  });

  it('says what is missing', () => {
    expect(() => resolveDataPath('package:vega-datasets/data/none.csv', '/')).toThrow(
      'path: the package vega-datasets has no file data/none.csv',
    );
    expect(() => resolveDataPath('package:no-such-package/a.csv', '/')).toThrow(
      'path: expected an installed package, found none named "no-such-package"',
    );
    expect(() => resolveDataPath('package:vega-datasets', '/')).toThrow(
      'path: expected package:NAME/FILE, was "package:vega-datasets"',
    );
    expect(() => resolveDataPath('package:vega-datasets/../../package.json', '/')).toThrow(
      'expected a file inside the package',
    );
  });
});
