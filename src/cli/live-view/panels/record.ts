import { count } from '../../numbers.ts';
import { clipped, harmless } from '../../text-width.ts';
import { type Panel, titled } from '../panel.ts';

/** That everything is on record and well, and where to ask from outside. */
export const record: Panel = (view, width, paint) => {
  const { health, audit, addresses, dir } = view;
  const ill = health.filter(({ healthy }) => !healthy);
  const well =
    ill.length === 0
      ? [`${paint('green', '●')} ${health.map(({ name }) => name).join(', ')}`]
      : ill.map(({ name, text }) => `${paint('red', '■')} ${name}: ${harmless(text)}`);
  return [
    titled('Record', width, paint),
    ...well,
    `audit    ${count(audit.records)} records, ${count(audit.signed)} signed, head ${audit.head.slice(0, 12)}`,
    `control  ${addresses.control}`,
    `metrics  ${addresses.metrics}/metrics`,
    `folder   ${dir}`,
  ].map((line) => clipped(line, width));
};
