import { AGENT_CHARTS_SCRIPT } from './agent-charts.ts';
import { BASE_SCRIPT } from './base.ts';
import { CHARTS_SCRIPT } from './charts.ts';
import { PERFORMANCE_CHARTS_SCRIPT } from './performance-charts.ts';
import { TABLE_PAGES_SCRIPT } from './table-pages.ts';
import { TABLES_SCRIPT } from './tables.ts';

/**
 * The page's own script. It is text, because it runs in a browser and never here; it makes elements and sets their text, and
 * never turns data into markup.
 */
export const PAGE_SCRIPT = `(() => {
'use strict';
${BASE_SCRIPT}${CHARTS_SCRIPT}${PERFORMANCE_CHARTS_SCRIPT}${AGENT_CHARTS_SCRIPT}${TABLES_SCRIPT}${TABLE_PAGES_SCRIPT}})();
`;
