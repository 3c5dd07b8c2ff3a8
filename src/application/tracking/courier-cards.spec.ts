import { asId } from '../../domain/kernel/ids';
import { courierAsha } from '../../domain/order/order.fixtures';
import type { StreamLoader } from '../commands/stream-loader';
import type { SubjectKeys } from '../ports/subject-keys';
import { CourierCards } from './courier-cards';

describe('what customers are told of a courier', () => {
  let reads: number;
  let opened: string | undefined;
  let fails: boolean;

  const cards = (): CourierCards => {
    const profile = { subject: courierAsha, keyId: 'key', box: 'box' };
    const loader = {
      recent: (_aggregate: unknown, id: string) => {
        reads += 1;
        if (fails) return Promise.reject(new Error('the store is away'));
        return Promise.resolve({
          state: id === courierAsha ? { is: 'registered', profile } : { is: 'absent' },
        });
      },
    } as unknown as StreamLoader;
    const keys = { open: () => Promise.resolve(opened) } as unknown as SubjectKeys;
    return new CourierCards(loader, keys, { of: () => Promise.resolve({ average: 4.8 }) });
  };

  beforeEach(() => {
    reads = 0;
    fails = false;
    opened = JSON.stringify({ name: 'Asha Rao', phone: '+919876540001', vehicleNumber: 'KA01AB1234' });
  });

  it('is their name, what they ride, how they are rated, and a number that cannot be called', async () =>
    expect(await cards().of(courierAsha)).toEqual({
      name: 'Asha Rao',
      phone: '+91XXXXXX0001',
      vehicleNumber: 'KA01AB1234',
      rating: 4.8,
    }));

  it('is read once for all who ask at the same time', async () => {
    const desk = cards();
    await Promise.all(Array.from({ length: 20 }, () => desk.of(courierAsha)));
    expect(reads).toBe(1);
  });

  it('is nothing for one who was erased, or who is not known', async () => {
    opened = undefined;
    expect(await cards().of(courierAsha)).toBeNull();
    expect(await cards().of(asId('somebody'))).toBeNull();
  });

  it('is read again after it could not be', async () => {
    const desk = cards();
    fails = true;
    await expect(desk.of(courierAsha)).rejects.toThrow('away');
    fails = false;
    expect(await desk.of(courierAsha)).toMatchObject({ name: 'Asha Rao' });
  });
});
