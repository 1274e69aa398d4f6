import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../test/temporary.ts';
import { inferSteps } from './infer.ts';

const { folder, put } = temporaryFolder();

describe('the steps of a file', () => {
  it('are the coarsest that hold all its prices and volumes', async () => {
    put(
      'a.csv',
      'date,open,high,low,close,volume\n2024-07-01,10.50,12.000,9,11.125,1.5\n2024-07-02,10,12,9,11,0.0625\n',
    );
    const entry = { instrument: 'A', path: 'a.csv' };
    expect(await inferSteps(entry, folder)).toEqual({ tickSize: '0.001', lotSize: '0.0001' });
    put('a.csv', 'date,open,high,low,close\n2024-07-01,10,12,9,11\n');
    expect(await inferSteps(entry, folder)).toEqual({ tickSize: '1', lotSize: '1' });
  });

  it('cannot be seen in binary prices', async () => {
    put('a.parquet', 'PAR1');
    await expect(inferSteps({ instrument: 'A', path: 'a.parquet' }, folder)).rejects.toThrow(
      'tickSize: expected a value',
    );
  });
});
