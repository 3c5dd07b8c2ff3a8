import { customer, orderId, PaymentDesk } from '../../../test/support/payment-desk';
import { MemoryBlobStore } from '../../adapters/driven/blobs/memory-blob-store';
import { MemorySubjectKeys } from '../../adapters/driven/memory/memory-subject-keys';
import type { Actor } from '../../domain/kernel/actor';
import { asId, type CustomerId } from '../../domain/kernel/ids';
import { courierAsha, orderCommands } from '../../domain/order/order.fixtures';
import { REVIEW_WINDOW_MS } from '../../domain/review/review';
import { reviewAggregate } from '../aggregates';
import { pngOf } from './picture.fixtures';
import { photoNameOf, ReviewPhotos } from './review-photos';
import { SubmitReview, type ReviewEntry } from './submit-review';

const entry: ReviewEntry = {
  restaurantStars: 5,
  foodStars: 4,
  deliveryStars: null,
  dishTags: ['crisp'],
  text: 'The dosa of my childhood.',
  photos: [],
};

const png = (content: string): Buffer => pngOf(['IDAT', content]);

let desk: PaymentDesk;
let keys: MemorySubjectKeys;
let photos: ReviewPhotos;

beforeEach(async () => {
  desk = new PaymentDesk();
  keys = new MemorySubjectKeys();
  photos = new ReviewPhotos(new MemoryBlobStore());
  await desk.place();
  await desk.order(orderCommands.ConfirmOrder);
  await desk.handOver();
});

const delivered = () => desk.order(orderCommands.ConfirmDelivery);

const submit = (over: Partial<ReviewEntry> = {}, name?: string, actor: Actor = customer) =>
  new SubmitReview(desk.executor, desk.loader, keys, photos).execute(
    orderId,
    { ...entry, ...over },
    desk.request(name, actor),
  );

const said = async () =>
  (await desk.loader.history(reviewAggregate, orderId)).events.map(({ event }) => event);

const rejected = (code: string, more: object = {}) => ({ kind: 'rejected', rejection: { code, ...more } });

describe('a review', () => {
  it('says what the customer thinks of a delivered order, in sealed words', async () => {
    await delivered();
    expect(await submit()).toMatchObject({ kind: 'done', repeated: false });
    const [review] = await said();
    expect(review).toMatchObject({
      orderId,
      customerId: customer.id,
      courierId: courierAsha,
      restaurantStars: 5,
      foodStars: 4,
      deliveryStars: null,
      dishTags: ['crisp'],
    });
    expect(JSON.stringify(review)).not.toContain('childhood');
    expect(await keys.open(review!.text!)).toBe(entry.text);
  });

  it('is said once: a repeat of the request is answered as before, another is refused', async () => {
    await delivered();
    await submit({}, 'submit');
    expect(await submit({}, 'submit')).toMatchObject({ kind: 'done', repeated: true });
    expect(await submit()).toEqual(rejected('review-already-submitted'));
    expect(await said()).toHaveLength(1);
  });

  it('is not said of food that is still on its way, nor of somebody else’s order', async () => {
    expect(await submit()).toEqual(rejected('order-not-delivered'));
    await delivered();
    const stranger: Actor = { id: 'customer-2', role: 'customer' };
    expect(await submit({}, 'a stranger', stranger)).toEqual(rejected('order-not-found'));
  });

  it('is said of a completed order too, on the 30th day and not after it', async () => {
    await delivered();
    await desk.order(orderCommands.CompleteOrder);
    desk.time.change({ to: { advanceMs: REVIEW_WINDOW_MS + 1 } });
    expect(await submit()).toEqual(rejected('review-window-passed'));
    expect(await said()).toEqual([]);
  });

  it('can still be said at the last moment', async () => {
    await delivered();
    desk.time.change({ to: { advanceMs: REVIEW_WINDOW_MS } });
    expect(await submit()).toMatchObject({ kind: 'done' });
  });

  it('shows pictures that the customer has sent, and nobody else’s', async () => {
    await delivered();
    const own = (await photos.keep(asId<CustomerId>(customer.id), png('mine'), 'image/png'))!;
    const others = (await photos.keep(asId<CustomerId>('customer-2'), png('theirs'), 'image/png'))!;
    const unknown = own.replace('png', 'jpg');
    for (const photo of [others, unknown]) {
      expect(await submit({ photos: [own, photo] })).toEqual(rejected('photo-not-found', { photo }));
    }
    await submit({ photos: [own] });
    expect((await said())[0]!.photos.map(photoNameOf)).toEqual([own]);
  });
});

describe('a picture of a review', () => {
  it('has one name however often it is sent, another for every customer, and the bare bytes', async () => {
    const names = new Set<string | null>();
    for (const id of ['a', 'a', 'b']) {
      names.add(
        await photos.keep(asId<CustomerId>(id), pngOf(['IDAT', 'same'], ['tEXt', 'at home']), 'image/png'),
      );
    }
    expect(names.size).toBe(2);
    const [name] = names;
    expect(await photos.show(name!)).toEqual({ bytes: png('same'), contentType: 'image/png' });
    expect(await photos.keep(asId<CustomerId>('a'), png('same').subarray(0, 20), 'image/png')).toBeNull();
    expect(await photos.show('00000000-0000-5000-8000-000000000000.png')).toBeUndefined();
  });
});
