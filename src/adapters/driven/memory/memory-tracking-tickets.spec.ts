import { trackingTicketsContract } from '../../contracts/tracking-tickets.contract';
import { MemoryTrackingTickets } from './memory-tracking-tickets';

trackingTicketsContract('memory', (clock) => Promise.resolve(new MemoryTrackingTickets(clock)));
