import { distanceInMetres } from './geo';

describe('distances', () => {
  const bengaluru = { lat: 12.9716, lng: 77.5946 };

  it('are great circles in whole metres', () => {
    expect(distanceInMetres(bengaluru, bengaluru)).toBe(0);
    // One degree of latitude on a sphere of 6,371.0088 km.
    expect(distanceInMetres({ lat: 0, lng: 0 }, { lat: 1, lng: 0 })).toBe(111_195);
    // Half way around: the longest there is.
    expect(distanceInMetres({ lat: 0, lng: 0 }, { lat: 0, lng: 180 })).toBe(20_015_114);
  });

  it('are the same both ways, across the date line too', () => {
    const fiji = { lat: -17, lng: 179.9 };
    const beyond = { lat: -17, lng: -179.9 };
    expect(distanceInMetres(fiji, beyond)).toBe(distanceInMetres(beyond, fiji));
    expect(distanceInMetres(fiji, beyond)).toBeLessThan(22_000);
  });
});
