import type { ApiClient } from '../api-client';
import { list, text, whole, type JsonRecord } from '../json';
import { couriers } from './books';
import { askForEach, everyPage, type Difference, type Parties } from './parties';

const FINAL = new Set(['COMPLETED', 'CANCELLED']);

/** What has not come to an end: orders, deliveries, room that is kept with couriers, processes, parked events. */
export async function openEnds(
  { admin, support }: Pick<Parties, 'admin' | 'support'>,
  statuses: ReadonlyMap<string, string>,
): Promise<readonly Difference[]> {
  const stuck = [...statuses].flatMap(([orderId, status]) =>
    FINAL.has(status) ? [] : [{ orderId, what: `has not ended: ${status}` }],
  );
  const waiting = await askForEach(statuses.keys(), (orderId) => stillWaiting(support, orderId));
  return [
    ...stuck,
    ...waiting.flat(),
    ...(await openDeliveries(support, statuses)),
    ...(await parkedModels(admin)),
  ];
}

async function stillWaiting(support: ApiClient, orderId: string): Promise<readonly Difference[]> {
  const { status, body } = await support.ask('GET', `/staff/processes/${orderId}`);
  if (status === 404) return [{ orderId, what: 'the server knows of no such order' }];
  return list(body, 'processes').flatMap((process) => {
    const name = text(process, 'process');
    return [
      ...list(process, 'parked').map((input) => `${name} could not take in ${text(input, 'type')}`),
      ...list(process, 'pending').map(
        (command) => `${name} has not done ${text(command, 'step')}: ${text(command, 'status')}`,
      ),
      ...list(process, 'timers').map(
        (timer) => `${name} waits for its timer ${text(timer, 'timer')}, due at ${text(timer, 'due_at')}`,
      ),
    ].map((what) => ({ orderId, what }));
  });
}

async function openDeliveries(
  support: ApiClient,
  statuses: ReadonlyMap<string, string>,
): Promise<readonly Difference[]> {
  const deliveries = await everyPage(support, '/staff/deliveries?needs=open&limit=100', (body) =>
    list(body, 'deliveries'),
  );
  const own = deliveries.filter((delivery) => statuses.has(text(delivery, 'order_id')));
  const taking = deliveries.filter(
    (delivery) => delivery['courier_id'] !== null || delivery['offer'] !== null,
  );
  const reserved = (await couriers(support)).reduce((sum, courier) => sum + whole(courier, 'load'), 0);
  return [
    ...own.map((delivery) => ({
      orderId: text(delivery, 'order_id'),
      what: `its delivery is still open: ${text(delivery, 'status')}`,
    })),
    ...(reserved > taking.length
      ? [
          {
            orderId: null,
            what: `couriers keep room for ${reserved} orders, and ${taking.length} deliveries take any`,
          },
        ]
      : []),
  ];
}

async function parkedModels(admin: ApiClient): Promise<readonly Difference[]> {
  const { body } = await admin.ask('GET', '/staff/projections');
  return list(body, 'read_models').flatMap((model: JsonRecord) => {
    const keys = whole(model, 'parked_keys');
    return keys === 0
      ? []
      : [{ orderId: null, what: `${keys} keys are parked in the read model ${text(model, 'name')}` }];
  });
}
