import { randomBytes } from 'node:crypto';
import process from 'node:process';
import type { LinkEnd } from '../../src/brokers/paper/link.ts';
import { type FromVenue, fromVenueText, PROTOCOL_VERSION, type ToVenue } from '../../src/brokers/paper/protocol.ts';
import type { WireReport } from '../../src/brokers/paper/report-row.ts';
import { socketLink } from '../../src/brokers/paper/socket-link.ts';
import { listenIn } from '../../src/hosts/venue/listen.ts';

/**
 * The far end of a measurement: `venue-stub.ts FOLDER` takes every order, acknowledges it and fills it whole at one price, at
 * once and without a record of its own, so that what is measured is the trader.
 */
const PRICE_TICKS = 10_000;
const token = randomBytes(24).toString('hex');
let reports = 0;

await listenIn(process.argv[2], token, (socket) => {
  const end: LinkEnd = { onMessage: (text) => hear(JSON.parse(text) as ToVenue), onClose: () => process.exit(0) };
  const link = socketLink(socket, end);
  const say = (message: FromVenue): void => void link.send(fromVenueText(message));

  function hear(message: ToVenue): void {
    switch (message.kind) {
      case 'hello':
        say({ kind: 'welcome', version: PROTOCOL_VERSION, last: reports, market: 0, spec: '' });
        break;
      case 'submit': {
        const { clientOrderId, tsUs, terms } = message.order;
        tell({ clientOrderId, tsUs, instrument: terms.instrument, kind: 'accepted', lots: 0, executionId: '' });
        const executionId = String(reports + 1);
        tell({ clientOrderId, tsUs, instrument: terms.instrument, kind: 'filled', lots: terms.lots, executionId });
        say({ kind: 'ack', request: message.request, last: reports });
        break;
      }
      default:
        if ('request' in message) say({ kind: 'ack', request: message.request, last: reports });
    }
  }

  function tell(
    about: Pick<WireReport, 'clientOrderId' | 'tsUs' | 'instrument' | 'kind' | 'lots' | 'executionId'>,
  ): void {
    reports += 1;
    const rest = { venueOrderId: '1', marketSequence: 0, fee: '0', slippage: '0', maker: false, reason: '' };
    say({ kind: 'report', report: { number: reports, priceTicks: PRICE_TICKS, ...about, ...rest } });
  }
});
process.stdout.write('ready\n');
