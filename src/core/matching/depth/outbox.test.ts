import { expect, it } from 'vitest';
import { ReportKind, Report, Reports } from '../../model/report.ts';
import { Outbox } from './outbox.ts';

it('hands reports over in the order in which they were made, also past the room that it began with', () => {
  const outbox = new Outbox();
  const put = (from: number, to: number) => {
    for (let id = from; id < to; id++)
      outbox.put(Object.assign(new Report(), { kind: ReportKind.accepted, orderId: id }), id);
  };
  const into = new Reports();
  put(0, 50);
  outbox.deliver(29, into);
  put(50, 150);
  outbox.deliver(200, into);
  expect(Array.from({ length: into.count }, (_, i) => into.at(i).orderId)).toEqual(
    Array.from({ length: 150 }, (_, id) => id),
  );
});
