import type { SystemClock } from '../../application/ports/clock';
import {
  TICKET_LIFETIME_MS,
  type TicketGrant,
  type TrackingTickets,
} from '../../application/ports/tracking-tickets';

const aGrant = (subject = 'order:order-1'): TicketGrant => ({
  actor: { id: 'customer-1', role: 'customer' },
  sessionId: 'session-1',
  subject,
});

/** What every desk of tickets must do. */
export function trackingTicketsContract(
  name: string,
  open: (clock: Pick<SystemClock, 'now'>) => Promise<TrackingTickets>,
): void {
  describe(`TrackingTickets contract: ${name}`, () => {
    let now = 1_000_000;
    let tickets: TrackingTickets;

    beforeAll(async () => {
      tickets = await open({ now: () => now });
    });

    it('gives for a ticket what it was issued for', async () => {
      const { ticket, expiresInSeconds } = await tickets.issue(aGrant('order:order-7'));
      expect(expiresInSeconds).toBe(60);
      expect(await tickets.redeem(ticket)).toEqual(aGrant('order:order-7'));
    });

    it('issues tickets that nobody can guess and that fit into a URL', async () => {
      const issued = await Promise.all(Array.from({ length: 50 }, () => tickets.issue(aGrant())));
      expect(new Set(issued.map(({ ticket }) => ticket)).size).toBe(50);
      // 22 characters of base64url hold 128 bits.
      for (const { ticket } of issued) expect(ticket).toMatch(/^[\w-]{22,}$/);
    });

    it('takes a ticket once, of any number of those who show it at the same time', async () => {
      const { ticket } = await tickets.issue(aGrant());
      const shown = await Promise.all(Array.from({ length: 10 }, () => tickets.redeem(ticket)));
      expect(shown.filter((grant) => grant !== undefined)).toEqual([aGrant()]);
      expect(await tickets.redeem(ticket)).toBeUndefined();
    });

    it('takes no ticket after its time, nor one that never was', async () => {
      const inTime = await tickets.issue(aGrant());
      const late = await tickets.issue(aGrant());
      now += TICKET_LIFETIME_MS - 1;
      expect(await tickets.redeem(inTime.ticket)).toEqual(aGrant());
      now += 1;
      expect(await tickets.redeem(late.ticket)).toBeUndefined();
      expect(await tickets.redeem('no-such-ticket')).toBeUndefined();
      expect(await tickets.redeem('')).toBeUndefined();
    });
  });
}
