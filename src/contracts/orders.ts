import { contract } from './envelope.ts';
import { decimal, flag, idOfKind, name, orNull, size } from './fields.ts';
import { orderTerms } from './order-terms.ts';
import { Subject } from './subjects.ts';

export const orderApproved = contract(
  Subject.orderApproved,
  {
    version: 1,
    from: 'risk',
    to: 'execution, audit',
    about: 'An order passed the hard gate; what it may cost is reserved.',
  },
  { ...orderTerms, reservationId: idOfKind('o', 'What is reserved stands under the id of the order.') },
);

export const orderSubmit = contract(
  Subject.orderSubmit,
  { version: 1, from: 'execution', to: 'broker', about: 'An order leaves.' },
  orderTerms,
);

const which = {
  orderId: idOfKind('o', 'The order.'),
  clientOrderId: name('What the broker knows it by.'),
  instrument: name('Our name for it.'),
};

export const orderCancel = contract(
  Subject.orderCancel,
  { version: 1, from: 'execution', to: 'broker', about: 'An order is to be cancelled.' },
  which,
);

export const orderReplace = contract(
  Subject.orderReplace,
  { version: 1, from: 'execution', to: 'broker', about: 'An order gets other terms; null is unchanged.' },
  {
    ...which,
    quantity: orNull(size('The new total, in units.')),
    limitPrice: orNull(decimal('The new limit.')),
    stopPrice: orNull(decimal('The new trigger.')),
  },
);

export const orderCross = contract(
  Subject.orderCross,
  {
    version: 1,
    from: 'execution',
    to: 'broker',
    about: 'Asks for the price at which an internal cross settles, or takes the question back.',
  },
  {
    crossId: idOfKind('o', 'The cross, numbered among the orders.'),
    instrument: name('Our name for it.'),
    cancelled: flag('The question is taken back.'),
  },
);
