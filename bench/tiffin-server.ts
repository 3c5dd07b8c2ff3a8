import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';
import { dirname, join } from 'node:path';
import { EditCart } from '../src/application/carting/edit-cart';
import { ShowCart } from '../src/application/carting/show-cart';
import { EditAddresses } from '../src/application/customers/edit-addresses';
import { fingerprintOf } from '../src/application/deterministic-ids';
import { EnsureCustomer } from '../src/application/identity/ensure-customer';
import { asId, type AddressId, type CustomerId, type ItemId } from '../src/domain/kernel/ids';
import { PROCESS_ROLES, type ProcessRole } from '../src/main/config';
import { DEMO_RESTAURANTS } from '../src/main/demo/city/all-restaurants';
import { menuOf, restaurantIdOf } from '../src/main/demo/demo-city';
import type { SandboxGatewayConfig } from '../src/main/payment-config';
import { startTiffin, type RunningTiffin } from '../src/main/tiffin';
import { Crew } from './crew';
import { fillHistory } from './history';
import type { Answer, Ask, PreparedOrder } from './messages';
import { untilDrained } from './drained';
import { LagProbe } from './lag-probe';
import { Tally } from './tally';

const CUSTOMERS_AT_A_TIME = 64;

const MARGHERITA = itemCalled('Pizza Palace', 'Margherita Pizza');

function itemCalled(restaurantName: string, name: string): ItemId {
  const restaurant = DEMO_RESTAURANTS.find((one) => one.name === restaurantName);
  const items = restaurant === undefined ? [] : menuOf(restaurant).categories.flatMap((one) => one.items);
  const item = items.find((one) => one.name === name);
  if (item === undefined) throw new Error(`the demo city has no ${name} at ${restaurantName}`);
  return item.itemId;
}

interface BenchCustomer {
  readonly customerId: CustomerId;
  readonly addressId: AddressId;
  readonly token: string;
}

/** Prepares what a customer does before they order, through the same code as the API. */
class Customers {
  private readonly all: BenchCustomer[] = [];
  private readonly ensure: EnsureCustomer;
  private readonly addresses: EditAddresses;
  private readonly edit: EditCart;
  private readonly show: ShowCart;

  constructor(private readonly tiffin: RunningTiffin) {
    this.ensure = tiffin.app.get(EnsureCustomer);
    this.addresses = tiffin.app.get(EditAddresses);
    this.edit = tiffin.app.get(EditCart);
    this.show = tiffin.app.get(ShowCart);
  }

  async orders(count: number): Promise<readonly PreparedOrder[]> {
    while (this.all.length < count) {
      const missing = Math.min(CUSTOMERS_AT_A_TIME, count - this.all.length);
      this.all.push(...(await Promise.all(Array.from({ length: missing }, () => this.register()))));
    }
    const prepared: PreparedOrder[] = [];
    for (let i = 0; i < count; i += CUSTOMERS_AT_A_TIME) {
      const group = this.all.slice(i, Math.min(count, i + CUSTOMERS_AT_A_TIME));
      prepared.push(...(await Promise.all(group.map((customer) => this.fillCart(customer)))));
    }
    return prepared;
  }

  private async register(): Promise<BenchCustomer> {
    const { businessClock, accessTokens } = this.tiffin.parts;
    const accountId = randomUUID();
    const customerId = asId<CustomerId>(accountId);
    const addressId = asId<AddressId>(randomUUID());
    const at = businessClock.now();
    const account = {
      accountId,
      role: 'customer' as const,
      name: 'Bench Customer',
      phone: '+919999999999',
      email: null,
      language: 'en' as const,
      passwordHash: '',
      isActive: true,
      createdAt: at,
    };
    await this.ensure.execute(account, { correlationId: randomUUID(), traceparent: null });
    const address = {
      line1: '14, Church Street',
      line2: 'Second floor',
      landmark: 'Opposite the bookshop',
      city: 'Bengaluru',
      state: 'Karnataka',
      pincode: '560001',
      location: { lat: 12.9757, lng: 77.6011 },
    };
    await this.addresses.add(
      customerId,
      addressId,
      { addressType: 'HOME', address, isDefault: true },
      {
        commandId: randomUUID(),
        fingerprint: fingerprintOf(addressId),
        correlationId: randomUUID(),
        causationId: 'bench',
        actor: { id: customerId, role: 'customer' },
        at,
        traceparent: null,
      },
    );
    const { token } = accessTokens.issue({ accountId, role: 'customer', sessionId: randomUUID() });
    return { customerId, addressId, token };
  }

  private async fillCart({ customerId, addressId, token }: BenchCustomer): Promise<PreparedOrder> {
    const at = this.tiffin.parts.businessClock.now();
    const edited = await this.edit.add({
      customerId,
      restaurantId: restaurantIdOf('Pizza Palace'),
      itemId: MARGHERITA,
      optionIds: ['medium', 'extra-cheese'],
      quantity: 2,
      replace: true,
      requestId: randomUUID(),
      at,
    });
    if (!edited.ok) throw new Error(`the bench cart cannot be filled: ${JSON.stringify(edited.rejection)}`);
    const view = await this.show.show(customerId, addressId, at);
    const quote = view?.quote;
    if (quote === null || quote === undefined) throw new Error(`no quote: ${JSON.stringify(view?.refusal)}`);
    return { token, cartId: edited.cart.cartId, addressId, quoteHash: quote.hash };
  }
}

/** The gateway to pay at; null: there is none, and only cash is taken. */
function gatewayOfEnvironment(): SandboxGatewayConfig | null {
  const text = process.env['BENCH_GATEWAY'];
  return text === undefined ? null : (JSON.parse(text) as SandboxGatewayConfig);
}

const DATA_DIR = process.env['DATA_DIR'] ?? '';

async function main(): Promise<void> {
  // The bench may end before this server has begun.
  let stop = (): Promise<void> => Promise.resolve();
  process.once('disconnect', () => void stop().finally(() => process.exit(0)));
  const roles = (process.env['BENCH_ROLES'] ?? PROCESS_ROLES.join(',')).split(',') as ProcessRole[];
  const tiffin = await startTiffin(
    {
      port: 0,
      host: '127.0.0.1',
      dataDir: DATA_DIR,
      blobDir: join(DATA_DIR, 'blobs'),
      pushOutbox: join(DATA_DIR, 'outbox', 'push.jsonl'),
      databaseUrl: process.env['DATABASE_URL'] ?? null,
      roles,
      masterKey: null,
      logLevel: 'info',
      sandbox: true,
      payments: { publicUrl: null, stripe: null, razorpay: null, sandbox: gatewayOfEnvironment() },
    },
    () => undefined,
  );
  stop = () => tiffin.stop();
  const customers = new Customers(tiffin);
  const tally = new Tally(tiffin);
  const crew = new Crew(tiffin);
  const lagProbe = new LagProbe(tiffin);
  const profiler = new Session();
  const tell = (told: Answer): void => {
    if (process.connected) process.send?.(told);
  };
  const answer = async (ask: Ask): Promise<Answer> => {
    switch (ask.ask) {
      case 'prepare':
        return { orders: await customers.orders(ask.count) };
      case 'profile':
        profiler.connect();
        await profiler.post('Profiler.enable');
        await profiler.post('Profiler.start');
        return {};
      case 'profiled': {
        const { profile } = await profiler.post('Profiler.stop');
        profiler.disconnect();
        mkdirSync(dirname(ask.file), { recursive: true });
        writeFileSync(ask.file, JSON.stringify(profile));
        return {};
      }
      case 'drain':
        await untilDrained(tiffin.parts);
        return {};
      case 'paid':
        await tally.untilPaid(ask.orders);
        return {};
      case 'tally':
        return { counts: await tally.take() };
      case 'crew':
        return { couriers: await crew.online(ask.couriers), kitchenToken: crew.kitchenToken };
      case 'offers':
        return { offers: await crew.offered(ask.orders) };
      case 'tell':
        crew.telling(ask.isOn ? (told) => tell({ told }) : null);
        return {};
      case 'lag':
        if (!ask.isOn) return { lag: lagProbe.end() };
        lagProbe.begin();
        return {};
      case 'codes':
        return { codes: ask.orderIds.map((id) => tiffin.parts.deliveryCodes.codeOf(id)) };
      case 'fill':
        return { filled: await fillHistory(tiffin.parts, ask.events) };
    }
  };
  process.on('message', (ask: Ask) => {
    answer(ask).then(tell, (error: unknown) =>
      tell({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
    );
  });
  tell({ port: Number(new URL(tiffin.url).port) });
}

void main();
