import type { Us } from '../../core/base/time.ts';
import type { Out } from '../../core/model/out.ts';
import { type Instrument, priceOf, quantityOf } from '../../core/model/instrument.ts';
import { renderReason } from '../../report/render-reason.ts';
import type { Taken } from '../../runtime/intake.ts';

export interface LatestLine {
  readonly tsUs: Us;
  readonly kind: 'decision' | 'fill' | 'refusal' | 'notice';
  readonly text: string;
}

export interface LatestNames {
  readonly instruments: readonly Instrument[];
  readonly agents: readonly string[];
}

/** The last decisions, fills, refusals and notices as lines, for somebody who watches. */
export class Latest {
  private readonly names: LatestNames;
  private readonly most: number;
  private list: LatestLine[] = [];

  constructor(names: LatestNames, most = 100) {
    this.names = names;
    this.most = most;
  }

  /** Oldest first. */
  get lines(): readonly LatestLine[] {
    return this.list.slice(-this.most);
  }

  take({ out, isReplay }: Pick<Taken, 'out' | 'isReplay'>): void {
    if (isReplay || out.rows === 0) return;
    this.decisions(out);
    this.refusals(out);
    this.fills(out);
    this.notices(out);
    if (this.list.length > 4 * this.most) this.list = this.list.slice(-this.most);
  }

  private decisions({ decisions }: Out): void {
    for (let row = 0; row < decisions.count; row++) {
      const [now, then] = [decisions.presentLots[row], decisions.allowedLots[row]];
      if (now === then) continue;
      const wanted = decisions.decidedLots[row];
      const cut = wanted === then ? '' : `, cut from ${this.size(decisions.instrument[row], wanted)}`;
      const voices = `${decisions.participating[row]} agents, dissent ${decisions.dissent[row].toFixed(2)}`;
      const move = `${this.size(decisions.instrument[row], now)} → ${this.size(decisions.instrument[row], then)}`;
      this.add(decisions.tsUs[row], 'decision', `${this.name(decisions.instrument[row])}  ${move}${cut}  (${voices})`);
    }
  }

  private refusals({ refusals }: Out): void {
    for (let row = 0; row < refusals.count; row++) {
      const place = refusals.instrument[row];
      const who = refusals.agent[row] >= 0 ? ` of ${this.names.agents[refusals.agent[row]]}` : '';
      const asked = `${this.size(place, refusals.askedLots[row])}${who}`;
      const left = refusals.maxLots[row] === 0 ? 'refused' : `cut to ${this.size(place, refusals.maxLots[row])}`;
      const why = `${refusals.rule[row]} ${short(refusals.value[row])} over ${short(refusals.limit[row])}`;
      this.add(refusals.tsUs[row], 'refusal', `${this.name(place)}  ${asked} ${left}: ${why}`);
    }
  }

  private fills({ fills }: Out): void {
    for (let row = 0; row < fills.count; row++) {
      const place = fills.instrument[row];
      const lots = fills.signedLots[row];
      const price = priceOf(this.names.instruments[place], fills.priceTicks[row]);
      const did = `${lots > 0 ? 'bought' : 'sold'} ${this.size(place, Math.abs(lots))} at ${price}`;
      this.add(fills.tsUs[row], 'fill', `${this.name(place)}  ${did}`);
    }
  }

  private notices({ notices }: Out): void {
    for (let row = 0; row < notices.count; row++) {
      if (notices.kind[row].startsWith('log-')) continue;
      const who = notices.agent[row] >= 0 ? `${this.names.agents[notices.agent[row]]}: ` : '';
      const text = renderReason(notices.text[row], notices.values[row] as (number | string)[]);
      this.add(notices.tsUs[row], 'notice', `${notices.kind[row]}  ${who}${text}`);
    }
  }

  private name(instrument: number): string {
    return this.names.instruments[instrument]?.name ?? '';
  }

  private size(instrument: number, lots: number): string {
    const known = this.names.instruments[instrument];
    return Number.isFinite(lots) && known !== undefined ? quantityOf(known, lots).toLocaleString('en-US') : '-';
  }

  private add(tsUs: Us, kind: LatestLine['kind'], text: string): void {
    this.list.push({ tsUs, kind, text });
  }
}

function short(value: number): string {
  return value.toLocaleString('en-US', { maximumSignificantDigits: 6 });
}
