import process from 'node:process';
import { PaperBroker } from '../../brokers/paper/broker.ts';
import { clientOrderId } from '../../core/orders/order.ts';
import { idOf } from '../../core/base/ids.ts';
import { RealClock } from '../../telemetry/clock.ts';
import { venueEndpoint } from '../venue/spawn.ts';

/** A trader that places three orders, says so, and never comes back from what it does next. */
const broker = new PaperBroker({
  clock: new RealClock(),
  role: 'trader',
  fence: 1,
  endpoint: venueEndpoint(process.argv[2]),
});
await broker.connect(
  { onReport() {}, onConnected() {}, onDisconnected() {}, onMarketConfirmed() {}, onGarbage() {} },
  0,
);
for (const [n, owners] of [['x'], ['x', 'y'], ['y']].entries()) {
  const outcome = await broker.submit({
    clientOrderId: clientOrderId(idOf(1, n)),
    tsUs: 1_700_000_000_000_000,
    terms: { instrument: 0, side: 1, lots: 1, type: 'limit', limitTicks: 10, timeInForce: 'GTC' },
    owners,
  });
  if (outcome.outcome !== 'ack') throw new Error(JSON.stringify(outcome));
}
process.stdout.write('placed\n', () => {
  // As blocked as by a loop without an end, and cheaper.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
