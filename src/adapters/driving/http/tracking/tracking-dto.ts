import type { Language } from '../../../../application/ports/accounts';
import type { LiveLocation } from '../../../../application/ports/live-locations';
import type { CourierCard } from '../../../../application/tracking/courier-cards';
import type { Instant } from '../../../../domain/kernel/instant';
import { expectedAt, type TrackedOrder } from '../../../../domain/tracking/tracked-order';
import type { TrackingMessage } from '../../../../domain/tracking/tracking-messages';
import { TRACKING_TEXTS } from '../../tracking/tracking-texts';
import { minutesUntil, partnerDto } from '../../tracking/tracking-wire';
import type { TrackingDto } from './tracking.dto';

type TimelineEntry = TrackingDto['timeline'][number];

/** The milestones among the messages. */
function timelineEntry(message: TrackingMessage, language: Language): TimelineEntry | undefined {
  const { seq, type, at: timestamp } = message;
  const texts = TRACKING_TEXTS[language];
  switch (message.type) {
    case 'status_update':
      return {
        seq,
        type: message.step,
        status: message.status,
        timestamp,
        message: texts.steps[message.step],
      };
    case 'delivered':
      return { seq, type, status: 'DELIVERED', timestamp, message: texts.delivered };
    case 'cancelled':
      return { seq, type, status: 'CANCELLED', timestamp, message: texts.calledOff[message.how] };
    case 'partner_assigned':
    case 'partner_unassigned':
    case 'eta_update':
    case 'search_update':
      return undefined;
  }
}

/**
 * An order as its customer sees it at a glance.
 * @param card of its courier
 * @param location where the courier is, if the customer may see it
 */
export const trackingDto = (
  order: TrackedOrder,
  card: CourierCard | null,
  location: LiveLocation | null,
  now: Instant,
  language: Language,
): TrackingDto => ({
  order_id: order.orderId,
  order_status: order.status,
  delivery_status: order.delivery,
  delivery_partner:
    order.courierId === null
      ? null
      : {
          ...partnerDto(card),
          location:
            location === null ? null : { lat: location.lat, lng: location.lng, timestamp: location.at },
        },
  eta: order.isOver
    ? null
    : {
        phase: order.eta?.phase ?? null,
        at: expectedAt(order),
        latest: order.eta?.p90 ?? null,
        minutes: minutesUntil(now, expectedAt(order)),
        reason: order.eta?.reason ?? null,
        promised_at: order.promisedAt,
      },
  search: order.search,
  timeline: order.messages.flatMap((message) => timelineEntry(message, language) ?? []),
  last_seq: order.messages.length,
  is_over: order.isOver,
});
