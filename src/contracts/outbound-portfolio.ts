import { idText } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import { priceOf } from '../core/model/instrument.ts';
import type { Out } from '../core/model/out.ts';
import type { Caused } from './caused.ts';
import { clip } from './checked.ts';
import type { Thread } from './correlations.ts';
import { agentOrNull, ownerName, valuesOf } from './outbound-names.ts';
import { Subject } from './subjects.ts';
import { finiteOrNull, floatText, moneyText, priceText, quantityText } from './wire-numbers.ts';

export function positionMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.position> {
  const { allocations } = out;
  const { ledger } = account;
  const owner = allocations.owner[row];
  const instrument = account.instruments[allocations.instrument[row]];
  const scale = ledger.scaleOf(instrument.currency);
  return {
    averagePrice: floatText(priceOf(instrument, ledger.averagePriceTicks(owner, instrument.index))),
    causationId,
    change: quantityText(instrument, allocations.signedLots[row]),
    correlationId,
    currency: instrument.currency,
    fee: moneyText(allocations.fee[row], scale),
    id,
    instrument: instrument.name,
    orderId: allocations.order[row] === 0 ? null : idText('o', allocations.order[row]),
    owner: ownerName(account, owner),
    price: priceText(instrument, allocations.priceTicks[row]),
    quantity: quantityText(instrument, allocations.positionLots[row]),
    realised: moneyText(ledger.realised(owner, instrument.index), scale),
    reason: allocations.reason[row],
    slippage: moneyText(allocations.slippage[row], scale),
    subject: Subject.position,
    unrealised: Number.isNaN(ledger.markTicks(instrument.index))
      ? null
      : floatText(ledger.unrealised(owner, instrument.index)),
  };
}

export function accountMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.account> {
  const { sessions } = out;
  return {
    causationId,
    closeUs: sessions.closeUs[row],
    correlationId,
    currency: account.spec.account.currency,
    equity: floatText(sessions.equity[row]),
    grossExposure: floatText(sessions.grossExposure[row]),
    id,
    kind: 'account',
    netExposure: floatText(sessions.netExposure[row]),
    subject: Subject.account,
  };
}

export function agentMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.account> {
  const { agentSessions } = out;
  return {
    agentId: account.spec.agents[agentSessions.agent[row]].id,
    causationId,
    closeUs: agentSessions.closeUs[row],
    correlationId,
    currency: account.spec.account.currency,
    id,
    kind: 'agent',
    profit: floatText(agentSessions.profit[row]),
    subject: Subject.account,
    weight: finiteOrNull(agentSessions.weight[row]),
  };
}

export function noticeMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.notice> {
  const { notices } = out;
  return {
    agentId: agentOrNull(account, notices.agent[row]),
    causationId,
    correlationId,
    id,
    kind: notices.kind[row],
    subject: Subject.notice,
    text: clip(notices.text[row], 4_096),
    values: valuesOf(notices.values[row]),
  };
}

/** What differed, what it was about, and what became of it. */
export function reconciliationMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.notice> {
  const { reconciliations: found } = out;
  const instrument = account.instruments[found.instrument[row]];
  const money =
    found.cash[row] === 0n || instrument === undefined
      ? String(found.cash[row])
      : moneyText(found.cash[row], account.ledger.scaleOf(instrument.currency));
  return {
    agentId: null,
    causationId,
    correlationId,
    id,
    kind: 'reconciliation',
    subject: Subject.notice,
    text: '{0}: {1} ({2}, order {3}, lots {4}, ticks {5}, cash {6}, {7})',
    values: valuesOf([
      found.kind[row],
      found.resolution[row],
      instrument?.name ?? 'account',
      found.order[row] === 0 ? 'none' : idText('o', found.order[row]),
      found.lots[row],
      found.priceTicks[row],
      money,
      found.reference[row],
    ]),
  };
}

/** An order worked in slices begins or has ended. */
export function parentMessage(
  account: Account,
  out: Out,
  row: number,
  id: string,
  { causationId, correlationId }: Thread,
): Caused<typeof Subject.notice> {
  const { parents } = out;
  const instrument = account.instruments[parents.instrument[row]];
  return {
    agentId: null,
    causationId,
    correlationId,
    id,
    kind: 'parent-order',
    subject: Subject.notice,
    text: '{0} of {1} ({2} {3}, {4}) is {5}, filled {6}',
    values: valuesOf([
      idText('o', parents.id[row]),
      idText('d', parents.decision[row]),
      instrument.name,
      quantityText(instrument, parents.side[row] * parents.lots[row]),
      parents.algorithm[row],
      parents.state[row],
      quantityText(instrument, parents.filledLots[row]),
    ]),
  };
}
