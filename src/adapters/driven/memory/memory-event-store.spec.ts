import { eventStoreContract } from '../../contracts/event-store.contract';
import { MemoryEventStore } from './memory-event-store';

eventStoreContract('memory', () =>
  Promise.resolve({ store: new MemoryEventStore(Date), close: () => Promise.resolve() }),
);
