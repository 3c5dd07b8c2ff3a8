import { z } from 'zod';
import { branded } from '../../../eventstore/registry/codec';
import { instantSchema } from '../../../eventstore/registry/schemas';
import { SEARCH_CAUSES } from '../../domain/delivery/delivery-messages';
import { dispatch, type DispatchEvent } from '../../domain/dispatch/dispatch';
import {
  FOOD,
  SEARCH_STEPS,
  type Candidate,
  type Dispatch,
  type DispatchCommand,
  type Doing,
  type Held,
} from '../../domain/dispatch/dispatch-state';
import { ETA_PHASES, ETA_REASONS } from '../../domain/eta/phase-eta';
import { ROLES } from '../../domain/kernel/actor';
import type { CourierId, OrderId } from '../../domain/kernel/ids';
import { FAULT_PARTIES } from '../../domain/order/cancellation-fee';
import type { RegisteredProcess } from './registered-process';
import { storyReader } from './story';

const orderId = branded<OrderId>();
const courierId = branded<CourierId>();
const number = z.int();
const reason = z.string();

const held = { attempt: number, courierId, shift: number };
const heldSchema: z.ZodType<Held> = z.object(held);

const candidateSchema: z.ZodType<Candidate> = z.object({ courierId, shift: number, distanceMetres: number });

const doingSchema: z.ZodType<Doing> = z.discriminatedUnion('is', [
  z.object({ is: z.enum(['requesting', 'waiting', 'over']) }),
  z.object({
    is: z.literal('searching'),
    since: instantSchema,
    round: number,
    step: z.enum(SEARCH_STEPS),
    others: z.array(candidateSchema),
  }),
  z.object({ is: z.literal('assigned'), isThere: z.boolean() }),
  z.object({ is: z.literal('departed'), isThere: z.boolean(), failure: z.string().nullable() }),
]);

const stateSchema: z.ZodType<Dispatch> = z.discriminatedUnion('is', [
  z.object({ is: z.literal('idle'), attached: courierId.nullable() }),
  z.object({
    is: z.literal('begun'),
    orderId,
    readyBy: instantSchema,
    food: z.enum(FOOD),
    attached: courierId.nullable(),
    attaching: courierId.nullable(),
    cause: z.enum(SEARCH_CAUSES),
    attempt: number,
    held: heldSchema.nullable(),
    doing: doingSchema,
  }),
]);

const toDelivery = z.discriminatedUnion('type', [
  z.object({ type: z.literal('StartSearch'), cause: z.enum(SEARCH_CAUSES) }),
  z.object({ type: z.literal('RecordUnavailable'), round: number, attempt: number, courierId, reason }),
  z.object({ type: z.literal('ExpireOffer'), attempt: number }),
  z.object({ type: z.literal('EscalateSearch'), level: number, radiusMetres: number }),
  z.object({ type: z.literal('ExhaustSearch') }),
  z.object({ type: z.literal('OfferCustomerChoice'), until: instantSchema }),
  z.object({ type: z.literal('Reassign'), courierId: courierId.nullable(), reason }),
  z.object({ type: z.literal('Depart'), courierId }),
  z.object({ type: z.literal('CompleteReturn') }),
  z.object({ type: z.literal('CompleteDelivery') }),
  z.object({ type: z.literal('CancelDelivery'), reason }),
]);

const toOrder = z.discriminatedUnion('type', [
  z.object({ type: z.literal('MarkOutForDelivery'), courierId }),
  z.object({ type: z.literal('FailDelivery'), reason }),
  z.object({ type: z.literal('CancelOrder'), by: z.enum(ROLES), fault: z.enum(FAULT_PARTIES), reason }),
]);

const outlook = {
  phase: z.enum(ETA_PHASES),
  courierId: courierId.nullable(),
  readyBy: instantSchema.nullable(),
};

const commandSchema: z.ZodType<DispatchCommand> = z.discriminatedUnion('to', [
  z.object({ orderId, to: z.literal('delivery'), command: toDelivery }),
  z.object({ orderId, to: z.literal('order'), command: toOrder }),
  z.object({ orderId, to: z.literal('request'), readyBy: instantSchema, startAt: instantSchema }),
  z.object({ orderId, to: z.literal('look'), round: number, radiusMetres: number }),
  z.object({ orderId, to: z.literal('offer'), round: number, pickupMetres: number, ...held }),
  z.object({ orderId, to: z.literal('attach'), courierId, attempt: number }),
  z.object({ orderId, to: z.literal('detach'), courierId, reason }),
  z.object({ orderId, to: z.literal('assign'), courierId }),
  z.object({
    orderId,
    to: z.literal('release'),
    courierId,
    shift: number.nullable(),
    attempt: number.nullable(),
    reason,
  }),
  z.object({ orderId, to: z.literal('look-after'), ...outlook }),
  z.object({ orderId, to: z.literal('estimate'), reason: z.enum(ETA_REASONS), ...outlook }),
]);

/** The dispatch as the application runs it. */
export const dispatchProcess: RegisteredProcess<Dispatch, DispatchEvent, DispatchCommand> = {
  manager: dispatch,
  stateSchema,
  commandSchema,
  decode: storyReader(dispatch),
};
