import { describe, expect, it } from 'vitest';
import type { Honesty } from '../../core/results/honesty.ts';
import { sampleHonesty, sampleResult } from '../sample-result.twin.ts';
import { tearSheet } from '../tear-sheet.ts';
import { luckHtml } from './luck.ts';

const base = sampleResult({ sessions: 60 });

function text(honesty: Honesty): string {
  const html = luckHtml(base, honesty).text;
  return html
    .replaceAll(/<[^>]+>/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(' .', '.');
}

describe('what a result is worth', () => {
  it('is no part of a page that nobody asked it for, such as a live session’s', () => {
    expect(tearSheet(base)).toContain('id="luck"');
    const plain = tearSheet({ ...base, summary: { ...base.summary, honesty: null } });
    expect(plain).not.toContain('luck');
    expect(plain).not.toContain('Chosen from');
  });

  it('names the trials, the figures that follow, the baselines and the bands as ranges', () => {
    const shown = text(sampleHonesty);
    for (const part of [
      'Chosen from 12 trials on the same instruments',
      'Probabilistic Sharpe 84.0%',
      'Deflated Sharpe 31.0%',
      'which is 0.90 a year',
      'Minimum track record 700',
      'Probability of overfitting 40.0%',
      'Reality check 0.240',
      'Superior ability 0.180',
      'This run',
      'X, bought and held',
      'Better than 61.0% of 1,000 runs',
      'Costs, 0 to 2 times −1.0% to +5.0%',
      'Fills, kind to unkind +1.0% to +4.0%',
    ])
      expect(shown).toContain(part);
  });

  it('never shows a count that nobody made', () => {
    const note = 'trials could not be counted: the disk is full';
    const shown = text({
      ...sampleHonesty,
      trials: { count: null, exact: false, note },
      sharpe: { ...sampleHonesty.sharpe, deflated: null, lucky: null, note },
      overfitting: { probability: null, compared: 0, note },
      realityCheck: { probability: null, superiorProbability: null, compared: 0, note },
    });
    expect(shown).toContain(`It is not known from how many trials this result was chosen: ${note}.`);
    expect(shown).not.toMatch(/\d+ trials?\b/);
    expect(shown).toContain(`Deflated Sharpe – (${note})`);
    expect(shown).toContain('Probabilistic Sharpe 84.0%');
    expect(shown).not.toContain('Counted trials could not be counted');
  });

  it('takes a chance that no resampling met for small, not for none', () => {
    const none = { ...sampleHonesty.realityCheck, probability: 0, superiorProbability: 0.001 };
    const shown = text({ ...sampleHonesty, realityCheck: none });
    expect(shown).toContain('Reality check below 0.001');
    expect(shown).toContain('Superior ability 0.001');
  });

  it('says so where the count is an estimate, and where bands and baselines were left out', () => {
    const shown = text({
      ...sampleHonesty,
      trials: { count: 1, exact: false, note: '1 record is damaged' },
      bands: { costs: [], fills: [], note: 'left out (--bands off)' },
      baselines: { rows: [], random: null, note: 'needs two sessions' },
    });
    expect(shown).toContain('Chosen from about 1 trial on the same instruments: 1 record is damaged');
    expect(shown).toContain('Bands were left out (--bands off).');
    expect(shown).toContain('Not compared: needs two sessions.');
  });
});
