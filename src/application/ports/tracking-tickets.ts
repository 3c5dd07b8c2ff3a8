import type { Actor } from '../../domain/kernel/actor';

/** What a ticket lets its bearer do: follow one thing, as somebody. */
export interface TicketGrant {
  readonly actor: Actor;
  /** The session behind it: a ticket of a session that ended is worth nothing. */
  readonly sessionId: string;
  /** What may be followed: `order:<id>`. */
  readonly subject: string;
}

/** How long a ticket is good. */
export const TICKET_LIFETIME_MS = 60_000;

/** The subject of a ticket for an order. */
export const trackingSubject = (orderId: string): string => `order:${orderId}`;

/** Tickets stand for a token where a token must not appear, as in the URL of a socket. Each is good once, for 60 s. */
export abstract class TrackingTickets {
  /** A new ticket: at least 128 random bits, base64url. */
  abstract issue(grant: TicketGrant): Promise<{ readonly ticket: string; readonly expiresInSeconds: number }>;
  /** What the ticket stands for; it is spent by asking. Undefined if it was spent, has run out, or never was. */
  abstract redeem(ticket: string): Promise<TicketGrant | undefined>;
}
