/** The pure part of the page at the root, as the browser loads it. */
interface Place {
  readonly lat: number;
  readonly lng: number;
}

interface Drawing {
  readonly couriers: readonly { readonly at: Place; readonly task: string; readonly bearing: number }[];
  readonly orders: readonly { readonly at: Place; readonly stage: string }[];
  readonly trips: readonly { readonly from: Place; readonly to: Place }[];
  readonly isMoving: boolean;
}

interface Scene {
  placeRestaurants(restaurants: readonly object[]): void;
  take(
    picture: { readonly couriers: Map<number, object>; readonly orders: Map<number, object> },
    nowMs: number,
  ): void;
  drawing(nowMs: number, metresPerPixel: number): Drawing;
}

const { Scene, stageOf } = jest.requireActual<{
  readonly Scene: new (isStill: boolean) => Scene;
  readonly stageOf: (status: string) => string;
}>('../web/home/scene.js');

const KITCHEN = { lat: 12.97, lng: 77.6 };
const DOOR = { lat: 12.98, lng: 77.61 };

const courier = (n: number, lat: number, task = 'free') => [n, { n, task, lat, lng: 77.6 }] as const;

const order = (n: number, status: string, more: object = {}) =>
  [n, { n, status, restaurant_id: 'kitchen', courier: null, to: DOOR, ...more }] as const;

const picture = (
  couriers: readonly (readonly [number, object])[],
  orders: readonly (readonly [number, object])[] = [],
) => ({ couriers: new Map(couriers), orders: new Map(orders) });

function sceneOf(isStill = false): Scene {
  const scene = new Scene(isStill);
  scene.placeRestaurants([{ id: 'kitchen', location: KITCHEN }]);
  return scene;
}

describe('what the page draws', () => {
  it('glides couriers from where they were to where they are, looking ahead', () => {
    const scene = sceneOf();
    scene.take(picture([courier(1, 12.9)]), 0);
    expect(scene.drawing(0, 10)).toMatchObject({ couriers: [{ at: { lat: 12.9 } }], isMoving: false });
    scene.take(picture([courier(1, 12.8)]), 1_000);
    const half = scene.drawing(1_650, 10);
    expect(half.couriers[0]?.at.lat).toBeCloseTo(12.85);
    expect(half).toMatchObject({ couriers: [{ bearing: 180 }], isMoving: true });
    expect(scene.drawing(2_300, 10)).toMatchObject({ couriers: [{ at: { lat: 12.8 } }], isMoving: false });
  });

  it('goes on from where they are drawn when they turn on the way', () => {
    const scene = sceneOf();
    scene.take(picture([courier(1, 12.9)]), 0);
    scene.take(picture([courier(1, 13)]), 0);
    const before = scene.drawing(650, 10).couriers[0]?.at.lat;
    scene.take(picture([courier(1, 12.9)]), 650);
    expect(scene.drawing(650, 10).couriers[0]?.at.lat).toBe(before);
  });

  it('jumps for those who want no motion', () => {
    const scene = sceneOf(true);
    scene.take(picture([courier(1, 12.9)]), 0);
    scene.take(picture([courier(1, 12.8)]), 0);
    expect(scene.drawing(1, 10)).toMatchObject({ couriers: [{ at: { lat: 12.8 } }], isMoving: false });
  });

  it('puts waiting orders beside their restaurant, no two in one place, as far apart on the screen at any zoom', () => {
    const scene = sceneOf();
    const waiting = ['PENDING', 'CONFIRMED', 'PREPARING', 'READY'];
    scene.take(
      picture(
        [],
        waiting.map((status, n) => order(n, status)),
      ),
      0,
    );
    const { orders } = scene.drawing(0, 10);
    expect(orders.map(({ stage }) => stage)).toEqual(['placed', 'placed', 'cooking', 'ready']);
    expect(new Set(orders.map(({ at }) => JSON.stringify(at))).size).toBe(4);
    const metres = (at: Place) => Math.hypot(at.lat - KITCHEN.lat, (at.lng - KITCHEN.lng) * 0.9745) * 111_195;
    expect(metres(orders[0]!.at)).toBeCloseTo(70, 0);
    expect(metres(scene.drawing(0, 1).orders[0]!.at)).toBeCloseTo(7, 0);
  });

  it('draws what is carried as a trip from its courier to about the door', () => {
    const scene = sceneOf();
    const carried = order(1, 'OUT_FOR_DELIVERY', { courier: 7 });
    scene.take(picture([courier(7, 12.9, 'carrying')], [carried]), 0);
    expect(scene.drawing(0, 10)).toMatchObject({
      orders: [],
      trips: [{ from: { lat: 12.9, lng: 77.6 }, to: DOOR }],
    });
    const unknown = [order(1, 'PICKED_UP', { courier: 8 }), order(2, 'PICKED_UP', { courier: 7, to: null })];
    scene.take(picture([courier(7, 12.9)], unknown), 0);
    expect(scene.drawing(0, 10)).toMatchObject({ orders: [], trips: [] });
  });

  it('forgets couriers who are gone, and draws no order of a restaurant that it does not know', () => {
    const scene = sceneOf();
    scene.take(picture([courier(1, 12.9), courier(2, 12.9)]), 0);
    scene.take(picture([courier(2, 12.9)], [order(1, 'READY', { restaurant_id: 'elsewhere' })]), 0);
    expect(scene.drawing(0, 10)).toMatchObject({ couriers: [{ at: { lat: 12.9 } }], orders: [] });
  });

  it('takes a status that it does not know for a new order', () =>
    expect(stageOf('SOMETHING_NEW')).toBe('placed'));
});
