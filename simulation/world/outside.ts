import type { Accounts } from '../../src/application/ports/accounts';
import type { BlobStore } from '../../src/application/ports/blob-store';
import type { Carts } from '../../src/application/ports/carts';
import type { EventBus } from '../../src/application/ports/event-bus';
import type { EventStore } from '../../src/application/ports/event-store';
import type { CourierPositions } from '../../src/application/ports/courier-positions';
import type { LiveLocations } from '../../src/application/ports/live-locations';
import type { Notifications } from '../../src/application/ports/notifications';
import type { PaymentGateway } from '../../src/application/ports/payment-gateway';
import type { ProcessStore } from '../../src/application/ports/process-store';
import type { PushSender } from '../../src/application/ports/push-sender';
import type { SubjectKeys } from '../../src/application/ports/subject-keys';
import { through, type Crossing } from '../engine/ports';
import { UnseenIntents } from '../engine/unseen-intents';
import type { Mortal } from '../engine/scheduler';
import type { Reach } from './handlers';
import type { Parts } from './parts';
import type { ReadModelStore } from './read-models';

/** What lies outside of programs and outlives them. */
export interface Outside {
  readonly events: EventStore;
  readonly processes: ProcessStore;
  readonly readModels: ReadModelStore;
  readonly carts: Carts;
  readonly keys: SubjectKeys;
  readonly gateway: PaymentGateway;
  readonly bus: EventBus;
  readonly positions: CourierPositions;
  readonly live: LiveLocations;
  readonly blobs: BlobStore;
  readonly notifications: Notifications;
  readonly sender: PushSender;
  readonly accounts: Pick<Accounts, 'byId'>;
}

/** The ports of one program, each call of which takes its time and may fail. */
export function reachOf(
  outside: Outside,
  parts: Parts,
  owner: Mortal,
  crossing: Crossing,
): Omit<Reach, 'executor' | 'loader' | 'system' | 'report'> {
  const at = <T extends object>(
    port: T,
    name: string,
    reads: readonly (keyof T & string)[],
    writes: readonly (keyof T & string)[],
  ): T => through(port, { name, reads, writes, canFail: true }, owner, crossing);
  return {
    business: crossing.scheduler.time.business,
    intents: new UnseenIntents(crossing),
    gateway: through(
      parts.gateway(outside.gateway),
      {
        name: 'gateway',
        reads: ['find'],
        writes: ['open', 'capture', 'void', 'refund'],
        // It promises not to throw, and has faults of its own.
        canFail: false,
        about: (_, [first]) => referenceIn(first),
      },
      owner,
      crossing,
    ),
    carts: at(outside.carts, 'carts', ['get'], ['save', 'clear']),
    keys: at(outside.keys, 'keys', ['open'], ['seal']),
    positions: at(outside.positions, 'positions', ['near', 'of', 'record'], ['forget']),
    live: outside.live,
    blobs: at(outside.blobs, 'blobs', ['get'], ['put']),
    notifications: at(outside.notifications, 'notifications', ['takeDue'], ['add', 'logPush']),
    sender: at(outside.sender, 'push', [], ['send']),
    accounts: outside.accounts,
  };
}

const referenceIn = (request: unknown): string =>
  typeof request === 'object' && request !== null && 'reference' in request ? String(request.reference) : '';
