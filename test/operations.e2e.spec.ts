import { randomUUID } from 'node:crypto';
import { ProjectionCheckDto, ProjectionsDto } from '../src/adapters/driving/http/operations/projections.dto';
import { SandboxGatewayDto } from '../src/adapters/driving/http/operations/sandbox.controller';
import { OrderProcessesDto } from '../src/adapters/driving/http/staff/processes.dto';
import { READ_MODELS } from '../src/projections/read-models';
import { viewName } from '../src/projections/projection';
import { orderView } from '../src/projections/order-view/order-view';
import { startTestGateway, type TestGateway } from './support/e2e-gateway';
import { orderToPay, paidOrder } from './support/e2e-payments';
import { signIn, signInAll, type Person } from './support/e2e-people';
import { createDeployment, type Deployment, type Process } from './support/e2e-server';
import { until } from './support/e2e-until';

let gateway: TestGateway;
let deployment: Deployment;
let server: Process;
let people: Awaited<ReturnType<typeof signInAll>>;

beforeAll(async () => {
  gateway = await startTestGateway();
  deployment = await createDeployment();
  server = await deployment.start({ payments: gateway.payments });
  people = await signInAll(server.http);
}, 60_000);

afterAll(async () => {
  await deployment.remove();
  await gateway.remove();
});

const everyoneBut = (...roles: readonly string[]): readonly Person[] =>
  Object.entries(people).flatMap(([role, person]) => (roles.includes(role) ? [] : [person]));

const checkOf = async ({ http }: Person, id: string): Promise<ProjectionCheckDto> =>
  until('the check is over', async () => {
    const check = (await http.get(`/staff/projections/checks/${id}`)).body(ProjectionCheckDto);
    return check.state === 'running' ? undefined : check;
  });

describe('the sandbox gateway', () => {
  it('is told to whoever drives the sandbox, with a key that opens its book', async () => {
    const reply = await people.admin.http.get('/sandbox/gateway');
    const { url, control_key: key } = reply.body(SandboxGatewayDto);
    expect(url).toBe(gateway.url);
    const book = await fetch(`${url}/control/book`, { headers: { authorization: `Bearer ${key}` } });
    expect(book.status).toBe(200);
    expect(Object.keys((await book.json()) as object)).toEqual(['sums', 'lines', 'payments']);
  });

  it('is told to nobody else', async () => {
    (await server.http.get('/sandbox/gateway')).refused('UNAUTHENTICATED');
    for (const { http } of everyoneBut('admin')) (await http.get('/sandbox/gateway')).refused('FORBIDDEN');
  });

  it('is nothing where payments go elsewhere, and is not there outside of a sandbox', async () => {
    const other = await createDeployment();
    const itsGateway = await startTestGateway();
    try {
      const cashOnly = await other.start();
      const { http } = await signIn(cashOnly.http, '+919000000005');
      expect((await http.get('/sandbox/gateway')).body(SandboxGatewayDto)).toEqual({
        url: null,
        control_key: null,
      });
      await cashOnly.stop();
      const real = await other.start({ sandbox: false, payments: itsGateway.payments });
      const admin = await signIn(real.http, '+919000000005');
      const refusal = await admin.http.get('/sandbox/gateway');
      refusal.refused('NOT_FOUND');
      expect(refusal.text).not.toContain(itsGateway.url);
    } finally {
      await other.remove();
      await itsGateway.remove();
    }
  }, 60_000);
});

describe('read models', () => {
  it('are shown to admins and auditors: how far each is', async () => {
    for (const { http } of [people.admin, people.auditor]) {
      const { head, read_models: models } = (await http.get('/staff/projections')).body(ProjectionsDto);
      expect(head).toBeGreaterThan(0);
      expect(models.map(({ name, version }) => [name, version])).toEqual(
        READ_MODELS.map(({ name, version }) => [name, version]),
      );
      for (const model of models) expect(model).toMatchObject({ generation: 1, parked_keys: 0 });
    }
    await until('none of them lags behind', async () => {
      const { read_models: models } = (await people.admin.http.get('/staff/projections')).body(
        ProjectionsDto,
      );
      return models.every(({ lag }) => lag === 0) ? true : undefined;
    });
  });

  it('are compared with what the stored events make of them', async () => {
    await paidOrder(gateway, people.customer);
    const { http } = people.auditor;
    const started = await http.post('/staff/projections/check');
    expect(started.status).toBe(202);
    const { check_id: id } = started.body(ProjectionCheckDto);
    // Whoever asks for one meanwhile gets that one.
    const joined = (await people.admin.http.post('/staff/projections/check')).body(ProjectionCheckDto);
    expect(joined.check_id).toBe(id);
    const check = await checkOf(people.auditor, id);
    expect([check.state, check.problem]).toEqual(['equal', null]);
    expect(check.read_models.map(({ name, equal }) => [name, equal])).toEqual(
      READ_MODELS.map(({ name }) => [name, true]),
    );
    for (const { live, fresh } of check.read_models) expect(live).toEqual(fresh);
    const { read_models: after } = (await http.get('/staff/projections')).body(ProjectionsDto);
    for (const { generation } of after) expect(generation).toBe(1);

    const { database } = server.tiffin.parts;
    await database.query(`UPDATE ${viewName(orderView)} SET position = position - 1`);
    const again = (await http.post('/staff/projections/check')).body(ProjectionCheckDto);
    expect(again.check_id).not.toBe(id);
    const bad = await checkOf(people.admin, again.check_id);
    expect(bad.state).toBe('different');
    const orders = bad.read_models.find(({ name }) => name === orderView.name);
    expect(orders?.equal).toBe(false);
    expect(orders?.differing.length).toBeGreaterThan(0);
    expect(bad.read_models.filter(({ equal }) => !equal)).toHaveLength(1);
    await database.query(`UPDATE ${viewName(orderView)} SET position = position + 1`);
  });

  it('are checked for admins and auditors alone, and by ids of checks', async () => {
    for (const { http } of everyoneBut('admin', 'auditor')) {
      (await http.get('/staff/projections')).refused('FORBIDDEN');
      (await http.post('/staff/projections/check')).refused('FORBIDDEN');
      (await http.get(`/staff/projections/checks/${randomUUID()}`)).refused('FORBIDDEN');
    }
    const { http } = people.admin;
    (await http.get(`/staff/projections/checks/${randomUUID()}`)).refused('NOT_FOUND');
    (await http.get('/staff/projections/checks/7')).refused('VALIDATION_ERROR');
  });
});

describe('the processes of an order', () => {
  it('say what they wait for, and why', async () => {
    const { order } = await orderToPay(people.customer);
    const path = `/staff/processes/${order.order_id}`;
    const { processes } = await until('the checkout waits for the payment', async () => {
      const shown = (await people.support.http.get(path)).body(OrderProcessesDto);
      return shown.processes.some(({ process }) => process === 'checkout') ? shown : undefined;
    });
    const checkout = processes.find(({ process }) => process === 'checkout');
    expect(checkout?.timers).toContainEqual({
      timer: 'expiry',
      due_at: expect.any(String) as string,
      set_by: { what: 'OrderPlaced', at: expect.any(String) as string },
    });
    expect(checkout?.is_waiting).toBe(true);
    expect(checkout?.parked).toEqual([]);
  });

  it('are shown to those who keep the books, of orders that exist', async () => {
    const { orderId } = await paidOrder(gateway, people.customer);
    for (const { http } of [people.support, people.admin, people.auditor]) {
      const shown = (await http.get(`/staff/processes/${orderId}`)).body(OrderProcessesDto);
      expect(shown.order_id).toBe(orderId);
      (await http.get(`/staff/processes/${randomUUID()}`)).refused('NOT_FOUND');
      (await http.get(`/staff/processes/${orderId.slice(1)}`)).refused('VALIDATION_ERROR');
    }
    for (const { http } of everyoneBut('support', 'admin', 'auditor')) {
      (await http.get(`/staff/processes/${orderId}`)).refused('FORBIDDEN');
      (await http.get(`/staff/processes/${randomUUID()}`)).refused('FORBIDDEN');
    }
  });
});
