import { describe, expect, it } from 'vitest';
import { RuleName, refuse, type RiskScope, type Severity, scopeOf, severityOf } from './refusal.ts';

const rules = Object.values(RuleName);
const ofSeverity = (severity: Severity) => rules.filter((rule) => severityOf(rule) === severity).sort();
const ofScope = (scope: RiskScope) => rules.filter((rule) => scopeOf(rule) === scope).sort();

describe('a refusal', () => {
  it('wakes somebody where all trading ends, is critical where money is lost or something is not known, else a warning', () => {
    expect(ofSeverity('emergency')).toEqual(['kill', 'ruin']);
    expect(ofSeverity('critical')).toEqual(
      [
        ...['dailyLoss', 'drawdown', 'valueAtRisk'],
        ...['price', 'unknown', 'sanity'],
        ...['auditStalled', 'booksDiffer', 'clockJumped', 'feedStale', 'limitsMissing', 'venueDisconnected'],
      ].sort(),
    );
    expect(ofSeverity('warning')).toHaveLength(rules.length - 2 - 12);
  });

  it('says whom it concerns', () => {
    expect(ofScope('bucket')).toEqual(['bucket']);
    expect(ofScope('strategy')).toEqual(['agentPosition', 'duplicate', 'paused', 'sanity']);
    expect(ofScope('instrument')).toEqual(
      ['position', 'orderVolume', 'collar', 'shorts', 'price', 'unknown', 'parent', 'feedStale'].sort(),
    );
    expect(ofScope('account')).toHaveLength(rules.length - 1 - 4 - 8);
  });

  it('may concern less than its rule: a kill of one strategy', () => {
    expect(refuse('kill', 0, 3, 1)).toEqual({
      refused: true,
      rule: 'kill',
      limit: 0,
      value: 3,
      maxLots: 1,
      severity: 'emergency',
      scope: 'account',
    });
    expect(refuse('kill', 0, 3, 1, 'strategy').scope).toBe('strategy');
  });
});
