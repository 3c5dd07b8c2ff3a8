import { hash } from 'node:crypto';
import { parseMetadata } from '../../../eventstore/registry/metadata';
import {
  deliveryAggregate,
  ledgerAggregate,
  orderAggregate,
  paymentAggregate,
} from '../../application/aggregates';
import { inputsHashOf } from '../../application/dispatch/look-for-couriers';
import { orderIdFor, paymentIdFor } from '../../application/deterministic-ids';
import type { Append } from '../../application/ports/event-store';
import { ledgerProcess } from '../../application/processes/ledger-process';
import { DISPATCH_POLICY_V1, rankCandidates } from '../../domain/dispatch/scoring';
import type { Actor } from '../../domain/kernel/actor';
import { asId, type CustomerId, type OrderId } from '../../domain/kernel/ids';
import { epochMs, plusMinutes, plusMs, type Instant } from '../../domain/kernel/instant';
import { totalOf } from '../../domain/order/order-lines';
import { billOf, linesOf, type LifeChoices } from './life-choices';
import { LifeStreams, type StoredStep } from './life-streams';

/** From placing to the last word on it. */
export const LIFE_MINUTES = 33 + 24 * 60;

const PREP_MINUTES = 20;
const DISTANCE_METRES = 2_400;
const RADIUS_METRES = 3_000;
const LEASE_MS = 25_000;
const system = (process: string): Actor => ({ id: `process-${process}`, role: 'system' });

/** A key with the time in it, as clients make them, so that orders of one time lie side by side in indexes. */
function keyOf({ run, number, placedAt }: LifeChoices): string {
  const time = epochMs(placedAt).toString(16).padStart(12, '0');
  const rest = hash('sha256', `${run} ${number}`, 'hex');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${rest.slice(0, 3)}-8${rest.slice(3, 6)}-${rest.slice(6, 18)}`;
}

export const orderIdOf = (choices: LifeChoices, customerId: CustomerId): OrderId =>
  orderIdFor(customerId, keyOf(choices));

/**
 * The whole life of an order that was paid for in cash, delivered and completed: every event of its order, payment,
 * delivery and books, decided by their own rules. What processes would ask for because of an event is there already,
 * so that they find nothing left to do.
 * @returns appends to be made one after the other
 */
export function finishedLife(choices: LifeChoices): readonly Append[] {
  const { run, customerId, restaurantId, restaurantName, courierId, address, placedAt, number } = choices;
  const orderId = orderIdOf(choices, customerId);
  const after = (minutes: number): Instant => plusMinutes(placedAt, minutes);
  const lines = linesOf(number);
  const bill = billOf(lines);
  const amount = totalOf(bill);
  const codeHash = hash('sha256', `${orderId} code`, 'hex');

  const streams = new LifeStreams({ partitionKey: orderId, correlationId: run });
  const order = streams.open(orderAggregate, orderId);
  const paymentId = paymentIdFor(orderId, 1);
  const payment = streams.open(paymentAggregate, paymentId);
  const delivery = streams.open(deliveryAggregate, orderId);
  const customer: Actor = { id: customerId, role: 'customer' };
  const kitchen: Actor = { id: restaurantId, role: 'restaurant' };
  const courier: Actor = { id: courierId, role: 'courier' };
  const [checkout, dispatch] = [system('checkout'), system('dispatch')];

  order.take(
    {
      type: 'PlaceOrder',
      ...{ orderId, customerId, restaurantId, restaurantName, lines, bill, address },
      cartId: asId(`loaded-${number}`),
      ...{ menuVersion: 1, menuHash: 'loaded', quoteHash: codeHash, pricingPolicyVersion: 'pricing/1' },
      ...{ paymentMethod: 'COD', instructions: null, etaMinutes: 35, deliveryCodeHash: codeHash },
      etaInputs: { prepMinutes: PREP_MINUTES, distanceMetres: DISTANCE_METRES, policyVersion: 'eta/1' },
      ...{ promisedAt: after(35), expiresAt: after(15), at: placedAt },
    },
    customer,
  );
  const placed = streams.steps.at(-1);
  payment.take(
    { type: 'ApproveCod', paymentId, orderId, customerId, attempt: 1, amount, at: placedAt },
    checkout,
  );
  order.take({ type: 'ConfirmOrder', paymentSecured: 'COD_APPROVED', at: placedAt }, checkout);
  order.take({ type: 'AcceptOrder', prepMinutes: PREP_MINUTES, startNow: true, at: after(2) }, kitchen);

  const pickup = { lat: 12.9716, lng: 77.5946 };
  const [readyBy, startAt] = [after(22), after(8)];
  const terms = {
    orderId,
    restaurantId,
    customerId,
    pickup,
    distanceMetres: DISTANCE_METRES,
    readyBy,
    startAt,
  };
  delivery.take({ type: 'RequestDelivery', ...terms, at: after(2) }, dispatch);
  delivery.take({ type: 'StartSearch', cause: 'accepted', at: startAt }, dispatch);
  const inputs = [
    { courierId, shift: 1, distanceMetres: 800, load: 0, capacity: 2, idleSeconds: 300, pingAgeSeconds: 4 },
  ];
  const { version: algorithm } = DISPATCH_POLICY_V1;
  const look = { algorithm, radiusMetres: RADIUS_METRES, inputs };
  const ranked = rankCandidates(inputs, DISPATCH_POLICY_V1);
  const inputsHash = inputsHashOf(look);
  delivery.take({ type: 'RecordCandidates', round: 1, ...look, ranked, inputsHash, at: startAt }, dispatch);
  const offer = { attempt: 1, courierId, shift: 1, pickupMetres: 800, leaseUntil: plusMs(startAt, LEASE_MS) };
  delivery.take({ type: 'OfferToPartner', ...offer, at: startAt }, dispatch);
  delivery.take({ type: 'AcceptAssignment', courierId, at: plusMs(startAt, 10_000) }, courier);
  order.take({ type: 'AttachPartner', courierId, at: plusMs(startAt, 10_000) }, dispatch);
  delivery.take({ type: 'ArriveAtRestaurant', courierId, at: after(14) }, courier);
  order.take({ type: 'MarkReady', at: after(21) }, kitchen);
  delivery.take({ type: 'VerifyPickup', courierId, at: after(22) }, courier);
  const handedOver = order.take({ type: 'ConfirmPickup', courierId, at: after(22) }, courier);
  delivery.take({ type: 'Depart', courierId, at: after(22) }, dispatch);
  order.take({ type: 'MarkOutForDelivery', courierId, at: after(23) }, courier);
  delivery.take({ type: 'ArriveAtCustomer', courierId, at: after(31) }, courier);
  const proof = { kind: 'code', codeHash } as const;
  const delivered = order.take({ type: 'ConfirmDelivery', courierId, proof, at: after(33) }, courier);
  delivery.take({ type: 'CompleteDelivery', at: after(33) }, dispatch);
  const cash = payment.take({ type: 'RecordCodCollected', courierId, amount, at: after(33) }, checkout);
  const booked = placed === undefined ? [] : [placed, handedOver, delivered, cash];
  keepBooks(streams, orderId, booked, after(33));
  order.take({ type: 'CompleteOrder', at: after(LIFE_MINUTES) }, system('completion'));
  return streams.appends();
}

/** Books the events as the process would that keeps the books. */
function keepBooks(streams: LifeStreams, orderId: OrderId, steps: readonly StoredStep[], at: Instant): void {
  const ledger = streams.open(ledgerAggregate, orderId);
  let books = ledgerProcess.manager.initial;
  for (const { stream, revision, event } of steps) {
    // Only what is read of it counts: its place in the log is not known yet.
    const recorded = { ...event, stream, revision, position: 1, recordedAt: at };
    const told = ledgerProcess.decode(recorded, parseMetadata(event.metadata));
    const reaction = ledgerProcess.manager.react(books, { kind: 'event', event: told });
    books = reaction.state;
    for (const effect of reaction.effects) {
      if (effect.do !== 'send') continue;
      const { journal } = effect.command;
      ledger.take(
        { ...journal, type: 'PostJournal', orderId, cause: event.id, at },
        system('ledger-keeping'),
      );
    }
  }
}
