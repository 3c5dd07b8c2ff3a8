import { z } from 'zod';
import { SEARCH_CAUSES, type DeliveryEvent } from '../../src/domain/delivery/delivery-messages';
import type { CandidateInput, RankedCandidate } from '../../src/domain/dispatch/scoring';
import { ETA_PHASES, ETA_REASONS, type PhaseEtaInputs } from '../../src/domain/eta/phase-eta';
import type { GeoPoint } from '../../src/domain/kernel/geo';
import type { CourierId, CustomerId, OrderId, RestaurantId } from '../../src/domain/kernel/ids';
import { branded, Codec } from './codec';
import { instantSchema, sealedSchema } from './schemas';

const at = instantSchema;
const reason = z.string();
const attempt = z.int();
const courierId = branded<CourierId>();
const metres = z.int();
const seconds = z.int();

const pointSchema: z.ZodType<GeoPoint> = z.object({ lat: z.number(), lng: z.number() });

const candidateSchema: z.ZodType<CandidateInput> = z.object({
  courierId,
  shift: z.int(),
  distanceMetres: metres,
  load: z.int(),
  capacity: z.int(),
  idleSeconds: seconds,
  pingAgeSeconds: seconds,
});

const rankedSchema: z.ZodType<RankedCandidate> = z.object({ courierId, score: z.int() });

const etaInputsSchema: z.ZodType<PhaseEtaInputs> = z.object({
  prepSeconds: seconds,
  firstMileMetres: metres.nullable(),
  lastMileMetres: metres,
});

const ofCourier = z.object({ courierId, at });
const answered = z.object({ attempt, courierId, reason, at });
const assigned = z.object({ attempt, courierId, shift: z.int(), at });

/** The events of deliveries as they are stored. A form that was released is never edited: it gains a version. */
export const deliveryCodec = new Codec<DeliveryEvent>({
  DeliveryRequested: {
    version: 1,
    schema: z.object({
      orderId: branded<OrderId>(),
      restaurantId: branded<RestaurantId>(),
      customerId: branded<CustomerId>(),
      pickup: pointSchema,
      distanceMetres: metres,
      readyBy: instantSchema,
      startAt: instantSchema,
      at,
    }),
  },
  PartnerSearchStarted: { version: 1, schema: z.object({ cause: z.enum(SEARCH_CAUSES), at }) },
  CandidatesScored: {
    version: 1,
    schema: z.object({
      round: z.int(),
      radiusMetres: metres,
      algorithm: z.string(),
      inputs: z.array(candidateSchema),
      inputsHash: z.string(),
      ranked: z.array(rankedSchema),
      at,
    }),
  },
  CandidateUnavailable: {
    version: 1,
    schema: z.object({ round: z.int(), attempt, courierId, reason, at }),
  },
  AssignmentOffered: {
    version: 1,
    schema: z.object({
      attempt,
      courierId,
      shift: z.int(),
      pickupMetres: metres,
      leaseUntil: instantSchema,
      at,
    }),
  },
  AssignmentAccepted: { version: 1, schema: assigned },
  AssignmentDeclined: { version: 1, schema: answered },
  AssignmentExpired: { version: 1, schema: z.object({ attempt, courierId, at }) },
  AssignmentWithdrawn: { version: 1, schema: answered },
  SearchEscalated: { version: 1, schema: z.object({ level: z.int(), radiusMetres: metres, at }) },
  SearchExhausted: { version: 1, schema: z.object({ at }) },
  CustomerChoiceOffered: { version: 1, schema: z.object({ until: instantSchema, at }) },
  CustomerChoseToWait: { version: 1, schema: z.object({ at }) },
  PartnerAssigned: { version: 1, schema: assigned },
  PartnerReassigned: { version: 1, schema: answered },
  ArrivedAtRestaurant: { version: 1, schema: ofCourier },
  PickupVerified: { version: 1, schema: ofCourier },
  DepartedToCustomer: { version: 1, schema: ofCourier },
  ArrivedAtCustomer: { version: 1, schema: ofCourier },
  EtaRevised: {
    version: 1,
    schema: z.object({
      phase: z.enum(ETA_PHASES),
      pickupAt: instantSchema.nullable(),
      p50: instantSchema,
      p90: instantSchema,
      reason: z.enum(ETA_REASONS),
      inputs: etaInputsSchema,
      policy: z.string(),
      at,
    }),
  },
  PartnerWentSilent: {
    version: 1,
    schema: z.object({ courierId, lastSeenAt: instantSchema.nullable(), silentChecks: z.int(), at }),
  },
  PartnerHeardAgain: { version: 1, schema: ofCourier },
  ProofRecorded: {
    version: 1,
    schema: z.object({
      courierId,
      blob: z.string(),
      sha256: z.string(),
      contentType: z.string(),
      place: sealedSchema.nullable(),
      distanceMetres: metres.nullable(),
      accuracyMetres: metres.nullable(),
      at,
    }),
  },
  DeliveryFailed: { version: 1, schema: z.object({ courierId, reason, at }) },
  ReturnCompleted: { version: 1, schema: z.object({ at }) },
  DeliveryCompleted: { version: 1, schema: z.object({ at }) },
  DeliveryCancelled: { version: 1, schema: z.object({ reason, at }) },
});
