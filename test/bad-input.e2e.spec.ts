import { dishId, PIZZA_PALACE_ID } from './support/e2e-orders';
import { newPhone, PASSWORD, signInAll } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';

let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  deployment = await createDeployment();
  server = await deployment.start();
  people = await signInAll(server.http);
});

afterAll(() => deployment.remove());

describe('a request that asks for too little or too much', () => {
  it('is told which choice is missing', async () => {
    const item = { restaurant_id: PIZZA_PALACE_ID, item_id: dishId('Margherita Pizza') };
    const problem = (await people.customer.http.post('/cart/items', item)).refused('ITEM_NOT_ORDERABLE');
    expect(problem.detail).toBe('Size: choice required.');
    expect(problem['problems']).toEqual([{ code: 'choice-required', group_id: 'size', name: 'Size' }]);
  });

  it('is told what no text may hold', async () => {
    const register = (name: string) =>
      server.http.post('/auth/register', { name, phone: newPhone(), password: PASSWORD });
    expect((await register('Zo\0e')).refused('VALIDATION_ERROR').detail).toContain('U+0000');
    expect((await register('Zo\ud800')).refused('VALIDATION_ERROR').detail).toContain('surrogate');
    (await server.http.get('/restaurants?lat=12.97&lng=77.6&cuisine=%00')).refused('VALIDATION_ERROR');
  });

  it('may leave a parameter empty', async () => {
    expect((await people.customer.http.get('/orders?cursor=&limit=')).status).toBe(200);
    const problem = (await server.http.get('/restaurants?lat=&lng=77.6')).refused('VALIDATION_ERROR');
    expect(problem.detail).toBe('lat: give a number');
  });
});
