import { adPage } from './ad.ts';
import { adoscPage } from './adosc.ts';
import { cmfPage } from './cmf.ts';
import { forceIndexPage } from './force-index.ts';
import type { IndicatorPage } from './indicator.ts';
import { obvPage } from './obv.ts';

/** What the traded volume says about the price. */
export const volumePages: readonly IndicatorPage[] = [obvPage, adPage, adoscPage, cmfPage, forceIndexPage];
