import type { Language } from '../../../application/ports/accounts';
import type { CourierCard, CourierCards } from '../../../application/tracking/courier-cards';
import type { CustomerLocation } from '../../../application/tracking/customer-location';
import { never } from '../../../domain/kernel/decider';
import { msBetween, type Instant } from '../../../domain/kernel/instant';
import type { TrackingMessage } from '../../../domain/tracking/tracking-messages';
import { TRACKING_TEXTS } from './tracking-texts';

/** The names that messages have: 1, or 0 for those of older clients. */
export type WireVersion = 0 | 1;

/** How a client wants to be told. */
export interface Voice {
  readonly version: WireVersion;
  readonly language: Language;
}

/** A numbered message on its way to a client. */
export interface WireMessage {
  readonly [field: string]: unknown;
  readonly v: WireVersion;
  readonly seq: number;
  readonly type: string;
  readonly order_id: string;
  readonly timestamp: Instant;
}

/** Whole minutes from a message to when the food is expected; never below zero. */
export const minutesUntil = (at: Instant, expected: Instant): number =>
  Math.max(0, Math.ceil(msBetween(at, expected) / 60_000));

/** As a customer is shown a courier. */
export const partnerDto = (card: CourierCard | null) => ({
  name: card?.name ?? null,
  phone: card?.phone ?? null,
  vehicle_number: card?.vehicleNumber ?? null,
  rating: card?.rating ?? null,
});

const inMinutes = (minutes: number): string => `${minutes} min`;

/**
 * A message as clients get it. The same message always reads the same, but for what is known of a courier: the rating
 * changes, and everything goes when they are erased.
 * @param card of the courier that it names
 */
export function wireMessage(
  orderId: string,
  message: TrackingMessage,
  card: CourierCard | null,
  { version, language }: Voice,
): WireMessage {
  const texts = TRACKING_TEXTS[language];
  const { type, seq, at } = message;
  const head = { v: version, seq, type, order_id: orderId, timestamp: at };
  switch (message.type) {
    case 'status_update': {
      const minutes = minutesUntil(at, message.expectedAt);
      const { status, step } = message;
      const told = { ...head, status, step, message: texts.steps[step] };
      return version === 0
        ? { ...told, type: 'status', eta: inMinutes(minutes) }
        : { ...told, eta_minutes: minutes };
    }
    case 'partner_assigned':
      return {
        ...head,
        partner: partnerDto(card),
        eta_minutes: minutesUntil(at, message.expectedAt),
        message: texts.assigned(card?.name ?? null),
      };
    case 'partner_unassigned':
      return { ...head, message: texts.unassigned };
    case 'eta_update':
      return {
        ...head,
        phase: message.phase,
        eta: message.p50,
        eta_latest: message.p90,
        eta_minutes: minutesUntil(at, message.p50),
        reason: message.reason,
        message: texts.eta[message.reason],
      };
    case 'search_update':
      return { ...head, state: message.state, until: message.until, message: texts.search[message.state] };
    case 'delivered':
      return { ...head, delivered_at: at, otp_verified: message.codeVerified, message: texts.delivered };
    case 'cancelled':
      return {
        ...head,
        how: message.how,
        by: message.by,
        reason: message.reason,
        cancellation_fee_minor: message.fee?.minor ?? null,
        currency: message.fee?.currency ?? null,
        message: texts.calledOff[message.how],
      };
    default:
      return never(message);
  }
}

/** A position as clients get it. It has no number: one that is lost is followed by the next. */
export function wireLocation(
  orderId: string,
  { lat, lng, at, etaMinutes, distanceMetres }: CustomerLocation,
  version: WireVersion,
): Readonly<Record<string, unknown>> {
  const head = { v: version, order_id: orderId, timestamp: at };
  if (version === 0) {
    return { ...head, type: 'location', lat, lng, eta: etaMinutes === null ? null : inMinutes(etaMinutes) };
  }
  return {
    ...head,
    type: 'location_update',
    location: { lat, lng },
    eta_minutes: etaMinutes,
    distance_km: distanceMetres === null ? null : Math.round(distanceMetres / 100) / 10,
  };
}

/** Writes messages as JSON; what several clients are told is written once. */
export class TrackingFrames {
  private readonly locations = new WeakMap<CustomerLocation, Map<WireVersion, string>>();

  constructor(private readonly cards: CourierCards) {}

  async message(orderId: string, message: TrackingMessage, voice: Voice): Promise<WireMessage> {
    const card = message.type === 'partner_assigned' ? await this.cards.of(message.courierId) : null;
    return wireMessage(orderId, message, card, voice);
  }

  location(orderId: string, location: CustomerLocation, version: WireVersion): string {
    const written = this.locations.get(location) ?? new Map<WireVersion, string>();
    this.locations.set(location, written);
    let text = written.get(version);
    if (text === undefined) {
      text = JSON.stringify(wireLocation(orderId, location, version));
      written.set(version, text);
    }
    return text;
  }
}
