/** What `conclave run` trades without a file: a market that is made up as it goes, and the agents of the quick start. */
export const DEMO_NAME = 'demo';
export const DEMO = `name: demo
seed: 42
account: { currency: USD, cash: 100000, type: margin, dayZone: UTC }
data:
  - { instrument: ALFA, interval: 1m, tickSize: 0.01, lotSize: 1 }
  - { instrument: BRAVO, interval: 1m, tickSize: 0.01, lotSize: 1 }
  - { instrument: CHARLIE, interval: 1m, tickSize: 0.01, lotSize: 1 }
agents:
  - { id: trend, strategy: ema-cross, params: { fast: 10, slow: 40 } }
  - { id: breakout, strategy: donchian-breakout }
  - { id: reversion, strategy: rsi-reversion }
  - { id: bands, strategy: bollinger-reversion }
consensus: { method: adahedge }
risk: { profile: moderate }
execution: { slippageBps: 1, commissionBps: 1 }
live:
  feed: { source: synthetic, ticksPerSecond: 30 }
`;
