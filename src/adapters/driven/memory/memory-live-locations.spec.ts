import { asId } from '../../../domain/kernel/ids';
import { liveLocationsContract } from '../../contracts/live-locations.contract';
import { MemoryLiveLocations } from './memory-live-locations';

liveLocationsContract('memory', () => new MemoryLiveLocations(() => undefined));

it('a listener that throws is reported and keeps nobody from hearing', () => {
  const reported: unknown[] = [];
  const locations = new MemoryLiveLocations((error) => reported.push(error));
  const heard: number[] = [];
  locations.subscribe(() => {
    throw new Error('broken');
  });
  locations.subscribe((some) => heard.push(some.length));
  locations.publish([
    {
      orderId: asId('order-1'),
      courierId: asId('asha'),
      lat: 12.9,
      lng: 77.6,
      at: '2026-03-14T12:00:00.000Z',
    },
  ]);
  expect(heard).toEqual([1]);
  expect(reported).toEqual([new Error('broken')]);
});
