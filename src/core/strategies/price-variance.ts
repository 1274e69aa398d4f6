import { SECOND_US, type Us } from '../base/time.ts';

/** Changes over less than this are not looked at: there the price bounces more than it moves. */
const SAMPLE_US = SECOND_US;
const SAMPLES_WANTED = 10;

/** How far a price moves: the variance of its changes per second, in squares of units, older ones weighing less and less. */
export class PriceVariance {
  private readonly halfLifeUs: Us;
  private price = Number.NaN;
  private sampledUs: Us = Number.NaN;
  private perSecond = Number.NaN;
  private samples = 0;

  constructor(halfLifeUs: Us) {
    this.halfLifeUs = halfLifeUs;
  }

  /** NaN until there have been ten changes. */
  get value(): number {
    return this.samples < SAMPLES_WANTED ? Number.NaN : this.perSecond;
  }

  update(price: number, nowUs: Us): void {
    const passedUs = nowUs - this.sampledUs;
    if (passedUs < SAMPLE_US) return;
    if (!Number.isNaN(passedUs)) {
      const found = ((price - this.price) ** 2 / passedUs) * SECOND_US;
      // The first ones are averaged plainly: nothing is known before them.
      const weight = Math.max(1 / (this.samples + 1), 1 - 0.5 ** (passedUs / this.halfLifeUs));
      this.perSecond = this.samples === 0 ? found : this.perSecond + weight * (found - this.perSecond);
      this.samples += 1;
    }
    this.price = price;
    this.sampledUs = nowUs;
  }
}
