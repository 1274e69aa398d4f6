import { generateKeyPairSync } from 'node:crypto';
import type { Clock } from '../telemetry/clock.ts';
import { VirtualClock } from '../telemetry/virtual-clock.twin.ts';
import type { Signer } from './checkpoint.ts';
import { signerOf } from './keys.ts';
import { AuditLog, type AuditLogOptions } from './log.ts';
import type { AuditRecord, Message, RecordText } from './record.ts';

/** Records of a made-up session, in the shape of the messages of src/contracts: what a runtime would hand over. */
const START_US = 1_700_000_000_000_000;
const STEP_US = 250_000;

export function newSigner(): Signer {
  return signerOf(generateKeyPairSync('ed25519').privateKey, 'conclave-audit');
}

/**
 * Inputs come in fives: a bar on which two agents want something and an order leaves; its acceptance; two fills; and a person who
 * changes limits. The first record is the start of the session.
 */
export function sessionRecords(count: number): AuditRecord[] {
  return Array.from({ length: count }, (_, i) => recordOf(i + 1));
}

function recordOf(sequence: number): AuditRecord {
  const tsUs = START_US + sequence * STEP_US;
  const barSequence = sequence - ((sequence - 2 + 5) % 5);
  const [input, ...caused] = messagesOf(sequence, barSequence, (sequence - 2 + 5) % 5);
  const hops = { toJournalUs: 40 + (sequence % 7), toEngineUs: 9 };
  const stamped = caused.map((message, n) => ({ ...message, id: `m-${sequence}.${n}`, causationId: `in-${sequence}` }));
  return { sequence, tsUs, input: { ...input, id: `in-${sequence}` }, caused: stamped, hops };
}

function messagesOf(sequence: number, bar: number, place: number): [Message, ...Message[]] {
  if (sequence === 1)
    return [
      {
        subject: 'input.start',
        memberId: 'LEI-OF-NOBODY',
        capacity: 'own-account',
        clockSource: 'system',
        version: '0.1.0',
      },
    ];
  const orderId = `o-${bar}.0`;
  const terms = {
    orderId,
    clientOrderId: `c-${orderId}`,
    decisionId: `d-${bar}.0`,
    agentId: null,
    origin: 'target',
    instrument: 'SPX',
    side: 'buy',
    quantity: '10',
    orderType: 'limit',
    timeInForce: 'DAY',
    limitPrice: '100.50',
    stopPrice: null,
    trailDistance: null,
    expireUs: null,
    postOnly: false,
    reduceOnly: false,
    groupId: null,
    parentId: null,
  };
  const which = { orderId, clientOrderId: `c-${orderId}`, instrument: 'SPX' };
  switch (place) {
    case 0:
      return [
        {
          subject: 'signals.normalized',
          kind: 'bar',
          instrument: 'SPX',
          interval: '1d',
          openUs: START_US,
          open: '99',
          high: '101',
          low: '98',
          close: '100',
          volume: '5000',
        },
        ...intents(bar),
        {
          subject: 'decisions.meta',
          kind: 'target',
          decisionId: `d-${bar}.0`,
          windowId: `in-${bar}`,
          instrument: 'SPX',
          outcome: 'decided',
          action: 'buy',
          quantity: '10',
          presentPosition: '0',
          decidedPosition: '14',
          targetPosition: '10',
          overrideApplied: 'position-limit',
          method: 'majority',
          confidence: 0.7,
          dissent: 0.25,
          participatingAgents: ['mean', 'trend'],
          votes: [
            {
              agentId: 'mean',
              intentId: `i-${bar}.0`,
              target: '8',
              confidence: 0.6,
              weight: 0.5,
              share: '4',
              awake: true,
            },
            {
              agentId: 'trend',
              intentId: `i-${bar}.1`,
              target: '20',
              confidence: 0.8,
              weight: 0.5,
              share: '10',
              awake: true,
            },
          ],
        },
        {
          subject: 'risk.violations',
          causeId: `d-${bar}.0`,
          rule: 'position',
          severity: 'warning',
          scope: 'instrument',
          agentId: null,
          instrument: 'SPX',
          limit: '0.3',
          value: '0.42',
          asked: '14',
          maxAllowed: '10',
        },
        { subject: 'orders.approved', ...terms, reservationId: orderId },
        { subject: 'orders.submit', ...terms },
        {
          subject: 'executions.order_update',
          ...which,
          venueOrderId: null,
          state: 'submitted',
          filled: '0',
          remaining: '10',
          averagePrice: null,
          reason: '',
        },
      ];
    case 1:
      return [
        { subject: 'input.report', kind: 'accepted', ...which },
        {
          subject: 'executions.order_update',
          ...which,
          venueOrderId: `v-${bar}`,
          state: 'accepted',
          filled: '0',
          remaining: '10',
          averagePrice: null,
          reason: '',
        },
      ];
    case 2:
      return fillOf(sequence, which, '4', '6', 'partiallyFilled', bar);
    case 3:
      return fillOf(sequence, which, '6', '0', 'filled', bar);
    default:
      return [
        { subject: 'control.set_limits', limits: { maxDailyLoss: 5_000 + sequence }, who: 'ana', why: 'calmer market' },
      ];
  }
}

function intents(bar: number): Message[] {
  return [
    ['mean', '8', 0.6],
    ['trend', '20', 0.8],
  ].map(([agentId, targetPosition, confidence], n) => ({
    subject: 'decisions.order_intent.proposed',
    kind: 'target',
    intentId: `i-${bar}.${n}`,
    strategyId: `${agentId}-strategy`,
    strategyVersion: '1.0.0',
    agentId,
    instrument: 'SPX',
    confidence,
    source: 'agent',
    reason: 'close {0} above mean {1}',
    values: [100, 99.5],
    horizonBars: null,
    targetPosition,
  }));
}

function fillOf(
  sequence: number,
  which: object,
  quantity: string,
  remaining: string,
  state: string,
  bar: number,
): [Message, ...Message[]] {
  const filled = remaining === '0' ? '10' : quantity;
  return [
    { subject: 'input.report', kind: 'filled', ...which },
    {
      subject: 'executions.order_update',
      ...which,
      venueOrderId: `v-${bar}`,
      state,
      filled,
      remaining,
      averagePrice: '100.25',
      reason: '',
    },
    {
      subject: 'executions.fill',
      ...which,
      executionId: `f-${sequence}.0`,
      fillId: `${sequence}`,
      side: 'buy',
      busted: false,
      quantity,
      price: '100.25',
      liquidity: 'taker',
      fee: '0.05',
      slippage: '0',
      currency: 'USD',
      venue: 'paper',
      market: { bid: '100.20', ask: '100.30', mid: '100.25' },
    },
  ];
}

const ORIGIN = 'conclave/test-session';

/** A log over virtual time that takes no real time to give way. */
export function logOptions(folder: string, signer: Signer, more: Partial<AuditLogOptions> = {}): AuditLogOptions {
  const clock: Clock = new VirtualClock();
  return { folder, origin: ORIGIN, signer, clock, turn: () => Promise.resolve(), ...more };
}

/** Writes a whole session's log; checkpoints every so many records. */
export async function writeLog(
  folder: string,
  records: readonly (AuditRecord | RecordText)[],
  signer = newSigner(),
  more: Partial<AuditLogOptions> = {},
): Promise<{ readonly folder: string; readonly notes: string[]; readonly signer: Signer }> {
  const notes: string[] = [];
  const onCheckpoint = (note: string) => notes.push(note);
  const log = await AuditLog.open(logOptions(folder, signer, { onCheckpoint, ...more }));
  for (const record of records) log.append(record);
  await log.close();
  return { folder, notes, signer };
}
