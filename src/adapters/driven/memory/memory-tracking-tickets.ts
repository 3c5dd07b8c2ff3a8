import { randomBytes } from 'node:crypto';
import type { SystemClock } from '../../../application/ports/clock';
import {
  TICKET_LIFETIME_MS,
  TrackingTickets,
  type TicketGrant,
} from '../../../application/ports/tracking-tickets';

const TICKET_BYTES = 24;

/** Tickets of one process: they are good where they were issued. */
export class MemoryTrackingTickets extends TrackingTickets {
  /** In the order in which they run out. */
  private readonly issued = new Map<string, { readonly grant: TicketGrant; readonly until: number }>();

  constructor(private readonly clock: Pick<SystemClock, 'now'>) {
    super();
  }

  override issue(
    grant: TicketGrant,
  ): Promise<{ readonly ticket: string; readonly expiresInSeconds: number }> {
    const now = this.clock.now();
    for (const [ticket, { until }] of this.issued) {
      if (until > now) break;
      this.issued.delete(ticket);
    }
    const ticket = randomBytes(TICKET_BYTES).toString('base64url');
    this.issued.set(ticket, { grant, until: now + TICKET_LIFETIME_MS });
    return Promise.resolve({ ticket, expiresInSeconds: TICKET_LIFETIME_MS / 1_000 });
  }

  override redeem(ticket: string): Promise<TicketGrant | undefined> {
    const found = this.issued.get(ticket);
    this.issued.delete(ticket);
    return Promise.resolve(found !== undefined && found.until > this.clock.now() ? found.grant : undefined);
  }
}
