import { z } from 'zod';
import { duration, inUs, section } from './section.ts';
import { secretReference } from './secret.ts';

const count = z.int().positive();
const megabytes = z.number().gt(0).max(1_024);

/** `live.journal`: the record of every input. */
export const journalSection = section({
  segmentMb: megabytes.default(16).describe('a segment of this size is followed by a new one'),
  pendingMb: megabytes.default(16).describe('written and not yet synced: above it inputs wait'),
}).prefault({});

/** `live.snapshots`: how much of the journal a restart must replay at most. */
export const snapshotsSection = section({
  records: count.default(100_000).describe('one is taken after so many inputs'),
  every: duration.prefault('5m').describe('or after so long, when there were any'),
  keep: count.default(3),
})
  .prefault({})
  .transform((block) => inUs(block, 'every'));

/** `live.audit`: the trail that proves every order. */
export const auditSection = section({
  checkpointRecords: count.default(1_000).describe('a signed checkpoint after so many records'),
  checkpointEvery: duration.prefault('1s').describe('or after so long, when there were any'),
  stallRecords: count.default(10_000).describe('so many inputs not yet recorded: no new risk'),
  stallAfter: duration.prefault('2s').describe('or one for so long'),
  signingKey: secretReference.optional().describe('left out: one is made under $CONCLAVE_HOME/keys'),
})
  .prefault({})
  .transform((block) => inUs(block, 'checkpointEvery', 'stallAfter'));

/** `live.retention`: a session packs, in its place, what is older than that, and removes old log files; nothing of a record is deleted. */
export const retentionSection = section({
  journal: duration
    .prefault('365d')
    .describe("segments whose records are older are packed, of the venue's own journal too"),
  audit: duration.prefault('1825d').describe('the same of the audit log; at least 730d under profile live'),
  logs: duration
    .prefault('30d')
    .describe('files of the log that were moved aside are removed; five of 16 MiB are kept at most'),
})
  .prefault({})
  .transform((block) => inUs(block, 'journal', 'audit', 'logs'));

/** `live.bus`: what carries messages between the parts. */
export const busSection = section({
  kind: z.literal('memory', { error: 'expected memory' }).default('memory'),
  maxPending: count.default(1_024).describe('messages a slow subscriber may have waiting before publishers wait too'),
  ackWait: duration.prefault('30s').describe('an unanswered delivery is made again'),
  attemptsMax: count.default(3).describe('after so many it goes to the dead letters'),
})
  .prefault({})
  .transform((block) => inUs(block, 'ackWait'));
