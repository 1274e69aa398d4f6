import { idText } from '../core/base/ids.ts';
import type { Account } from '../core/engine/account.ts';
import { priceOf } from '../core/model/instrument.ts';
import type { Out } from '../core/model/out.ts';
import { clip } from './checked.ts';
import type { Payload } from './contracts.ts';
import { agentOrNull, ownerName, valuesOf } from './outbound-names.ts';
import type { Subject } from './subjects.ts';
import { finiteOrNull, floatText, moneyText, priceText, quantityText } from './wire-numbers.ts';

export function positionPayload(account: Account, out: Out, row: number): Payload<typeof Subject.position> {
  const { allocations } = out;
  const { ledger } = account;
  const owner = allocations.owner[row];
  const instrument = account.instruments[allocations.instrument[row]];
  const scale = ledger.scaleOf(instrument.currency);
  return {
    owner: ownerName(account, owner),
    instrument: instrument.name,
    orderId: allocations.order[row] === 0 ? null : idText('o', allocations.order[row]),
    reason: allocations.reason[row],
    change: quantityText(instrument, allocations.signedLots[row]),
    price: priceText(instrument, allocations.priceTicks[row]),
    fee: moneyText(allocations.fee[row], scale),
    slippage: moneyText(allocations.slippage[row], scale),
    currency: instrument.currency,
    quantity: quantityText(instrument, allocations.positionLots[row]),
    averagePrice: floatText(priceOf(instrument, ledger.averagePriceTicks(owner, instrument.index))),
    realised: moneyText(ledger.realised(owner, instrument.index), scale),
    unrealised: Number.isNaN(ledger.markTicks(instrument.index))
      ? null
      : floatText(ledger.unrealised(owner, instrument.index)),
  };
}

export function accountPayload(account: Account, out: Out, row: number): Payload<typeof Subject.account> {
  const { sessions } = out;
  return {
    kind: 'account',
    closeUs: sessions.closeUs[row],
    currency: account.spec.account.currency,
    equity: floatText(sessions.equity[row]),
    grossExposure: floatText(sessions.grossExposure[row]),
    netExposure: floatText(sessions.netExposure[row]),
  };
}

export function agentPayload(account: Account, out: Out, row: number): Payload<typeof Subject.account> {
  const { agentSessions } = out;
  return {
    kind: 'agent',
    closeUs: agentSessions.closeUs[row],
    currency: account.spec.account.currency,
    agentId: account.spec.agents[agentSessions.agent[row]].id,
    profit: floatText(agentSessions.profit[row]),
    weight: finiteOrNull(agentSessions.weight[row]),
  };
}

export function noticePayload(account: Account, out: Out, row: number): Payload<typeof Subject.notice> {
  const { notices } = out;
  return {
    kind: notices.kind[row],
    agentId: agentOrNull(account, notices.agent[row]),
    text: clip(notices.text[row], 4_096),
    values: valuesOf(notices.values[row]),
  };
}

/** What differed, what it was about, and what became of it. */
export function reconciliationPayload(account: Account, out: Out, row: number): Payload<typeof Subject.notice> {
  const { reconciliations: found } = out;
  const instrument = account.instruments[found.instrument[row]];
  const money =
    found.cash[row] === 0n || instrument === undefined
      ? String(found.cash[row])
      : moneyText(found.cash[row], account.ledger.scaleOf(instrument.currency));
  return {
    kind: 'reconciliation',
    agentId: null,
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
export function parentPayload(account: Account, out: Out, row: number): Payload<typeof Subject.notice> {
  const { parents } = out;
  const instrument = account.instruments[parents.instrument[row]];
  return {
    kind: 'parent-order',
    agentId: null,
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
