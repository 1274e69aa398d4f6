import { z } from 'zod';
import { DAY_US } from '../core/base/time.ts';
import { feedSection } from './feed-section.ts';
import { auditSection, busSection, journalSection, retentionSection, snapshotsSection } from './record-section.ts';
import { duration, inUs, section } from './section.ts';
import { apiSection, controlSection, metricsSection, telemetrySection, webhookSection } from './surface-section.ts';
import { brokerSection, reconcileSection, venueSection, watchdogSection } from './venue-section.ts';

export const liveProfiles = ['dev', 'paper', 'live'] as const;
export type LiveProfile = (typeof liveProfiles)[number];

/** How long records must be easily accessible (17a-4). */
export const AT_HAND_US = 730 * DAY_US;

/** `live:`, what a backtest has no need of. */
export const liveSection = section({
  profile: z.enum(liveProfiles).default('paper').describe('settings that go together; anything written overrides them'),
  feed: feedSection.prefault('synthetic'),
  staleAfter: duration.prefault('30s').describe('without market data for so long an instrument is reduce-only'),
  broker: brokerSection,
  venue: venueSection,
  reconcile: reconcileSection,
  watchdog: watchdogSection,
  bus: busSection,
  journal: journalSection,
  snapshots: snapshotsSection,
  audit: auditSection,
  retention: retentionSection,
  api: apiSection,
  webhook: webhookSection,
  control: controlSection,
  metrics: metricsSection,
  telemetry: telemetrySection,
})
  .superRefine(({ profile, feed, broker, venue, retention }, context) => {
    if (profile !== 'live') return;
    const refuse = (path: string[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (feed.source === 'synthetic') refuse(['feed'], 'expected real market data under profile live, was synthetic');
    if (broker.name === 'paper')
      refuse(['broker', 'name'], 'expected dry-run or a real broker under profile live, was paper');
    if (retention.auditUs < AT_HAND_US)
      refuse(['retention', 'audit'], 'expected 730d or more under profile live: for two years records lie as written');
    for (const [fault, share] of Object.entries(venue.faults))
      if (share > 0) refuse(['venue', 'faults', fault], `expected 0 under profile live, was ${share}`);
  })
  .transform((block) => inUs(block, 'staleAfter'));

/** `live:` as the platform uses it: durations in microseconds, secrets still by reference. */
export type LiveConfig = z.output<typeof liveSection>;

/** What a profile sets, as it would be written. */
export const profileSettings: Readonly<Record<LiveProfile, object>> = {
  dev: { telemetry: { logLevel: 'debug', logTo: 'stderr' }, watchdog: { enabled: false } },
  paper: {},
  live: {
    api: { port: 7410 },
    control: { grpcPort: 7411, httpPort: 7412 },
    metrics: { port: 9464 },
    venue: { cancelOnDisconnect: true },
    reconcile: { every: '10s' },
  },
};
