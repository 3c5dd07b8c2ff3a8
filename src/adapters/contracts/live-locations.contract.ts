import type { LiveLocation, LiveLocations } from '../../application/ports/live-locations';
import { asId } from '../../domain/kernel/ids';

const aLocation = (orderId: string, lat = 12.9716): LiveLocation => ({
  orderId: asId(orderId),
  courierId: asId('courier-asha'),
  lat,
  lng: 77.5946,
  at: '2026-03-14T12:30:00.000Z',
});

/** What every lane of live positions must do when nothing is lost. */
export function liveLocationsContract(name: string, open: () => LiveLocations): void {
  describe(`LiveLocations contract: ${name}`, () => {
    const listen = (locations: LiveLocations) => {
      const heard: LiveLocation[] = [];
      return { heard, stop: locations.subscribe((some) => heard.push(...some)) };
    };

    it('tells every listener of what is published', () => {
      const locations = open();
      const [one, other] = [listen(locations), listen(locations)];
      locations.publish([aLocation('order-1'), aLocation('order-2')]);
      locations.publish([aLocation('order-1', 12.98)]);
      const all = [aLocation('order-1'), aLocation('order-2'), aLocation('order-1', 12.98)];
      expect(one.heard).toEqual(all);
      expect(other.heard).toEqual(all);
    });

    it('keeps nothing for those who come later', () => {
      const locations = open();
      locations.publish([aLocation('order-1')]);
      expect(listen(locations).heard).toEqual([]);
    });

    it('tells nothing to those who have stopped listening', () => {
      const locations = open();
      const [gone, there] = [listen(locations), listen(locations)];
      gone.stop();
      locations.publish([aLocation('order-1')]);
      expect([gone.heard.length, there.heard.length]).toEqual([0, 1]);
    });
  });
}
