import { setTimeout as sleep } from 'node:timers/promises';
import { list, record, text, whole, type Answer, type DrillClient } from './drill-client';
import type { DrillRandom } from './drill-random';

/** Who takes part in an order. */
export interface DrillPeople {
  readonly customer: DrillClient;
  readonly kitchen: DrillClient;
  readonly courier: DrillClient;
  readonly courierId: string;
  readonly support: DrillClient;
}

/** What the driver was told about one order: its own book, made of nothing but replies. */
export interface OrderLog {
  readonly orderId: string;
  readonly method: string;
  readonly totalMinor: number;
  story: string;
  /** How it ended early, as far as the driver brought that about; what the customer has to pay then. */
  ended: { readonly how: string; readonly keepMinor: number } | null;
  /** Whether the driver undid its own cancellation. */
  isRestored: boolean;
  isDelivered: boolean;
  /** What staff were told would go back, refund by refund. */
  readonly refunds: Map<string, number>;
  /** What the courier said was paid at the door; null: nothing said. */
  cashMinor: number | null;
  /** Replies that the driver did not expect. */
  readonly surprises: string[];
}

const PIZZA_PALACE = '58c36b12-2e6e-550f-9e91-3776653a549d';
const MARGHERITA = 'fc1e2768-b866-51bb-9475-e9b5dd36effc';

type Story =
  | 'stay'
  | 'deliver'
  | 'customer-cancels'
  | 'kitchen-rejects'
  | 'cancelled-while-cooking'
  | 'cancelled-when-ready'
  | 'restored'
  | 'undeliverable';

const STORIES: readonly (readonly [Story, number])[] = [
  ['deliver', 42],
  ['stay', 14],
  ['customer-cancels', 12],
  ['cancelled-while-cooking', 10],
  ['kitchen-rejects', 7],
  ['cancelled-when-ready', 6],
  ['restored', 5],
  ['undeliverable', 4],
];

const METHODS: readonly (readonly [string, number])[] = [
  ['UPI', 45],
  ['CARD', 30],
  ['WALLET', 10],
  ['COD', 15],
];

const CONFIRM_WAIT_MS = 3_000;

/** So long it may take until a courier is free of an order that has ended; the server may be killed meanwhile. */
const ROOM_WAIT_MS = 30_000;

/** Far from every restaurant: staff can assign a courier who is there, and nobody else finds them. */
const FAR_AWAY = { lat: 15.3, lng: 75.1 };

/** One order from the cart to its end, as the seed has it. */
export class DrillOrder {
  private log: OrderLog | null = null;

  constructor(
    private readonly people: DrillPeople,
    private readonly random: DrillRandom,
    /** Names the order's requests: the same request is sent again under the same key. */
    private readonly name: string,
  ) {}

  async run(): Promise<OrderLog> {
    const log = await this.place();
    this.log = log;
    if (log.method !== 'COD') await this.pay(log);
    const isConfirmed = await this.isConfirmed(log);
    log.story = isConfirmed ? this.random.pick(STORIES) : 'unpaid';
    if (isConfirmed) await this.live(log, log.story as Story);
    else if (this.random.below(4) === 0) await this.cancel(log, this.people.customer);
    return log;
  }

  private key(step: string): string {
    return `${this.name}-${step}`;
  }

  private async place(): Promise<OrderLog> {
    const { customer } = this.people;
    const method = this.random.pick(METHODS);
    const item = {
      restaurant_id: PIZZA_PALACE,
      item_id: MARGHERITA,
      quantity: 1 + this.random.below(3),
      customizations: ['medium', 'extra-cheese'],
      replace_cart: true,
    };
    expect(await customer.ask('POST', '/cart/items', item, this.key('cart')), 201);
    const { body: cart } = expect(await customer.ask('GET', '/cart'), 200);
    const quote = record(cart['quote']);
    const placed = expect(
      await customer.ask(
        'POST',
        '/orders',
        {
          cart_id: text(cart, 'cart_id'),
          address_id: text(quote, 'address_id'),
          payment_method: method,
          quote_hash: text(quote, 'quote_hash'),
        },
        this.key('order'),
      ),
      202,
    );
    return {
      orderId: text(placed.body, 'order_id'),
      method,
      totalMinor: whole(placed.body, 'total_amount_minor'),
      story: '',
      ended: null,
      isRestored: false,
      isDelivered: false,
      refunds: new Map(),
      cashMinor: null,
      surprises: [],
    };
  }

  /** Pays by one attempt, or by another after a decline; or does not pay. */
  private async pay(log: OrderLog): Promise<void> {
    for (let attempt = 1; attempt <= 3; attempt += 1) {
      const method = attempt === 1 ? log.method : this.random.pick(METHODS.slice(0, 3));
      const url = await this.pageOf(log, method, attempt);
      if (url === null) return;
      const outcome = this.random.pick([
        ['pay', 88],
        ['decline', 5],
        ['pay-late', 3],
        ['abandon', 4],
      ]);
      await payAt(url, outcome);
      if (outcome === 'abandon') return;
      if (await this.isConfirmed(log)) return;
      if (this.random.below(3) === 0) return;
    }
  }

  /** The gateway's page; null when there is nothing to pay any more, or the gateway does not answer for long. */
  private async pageOf(log: OrderLog, method: string, attempt: number): Promise<string | null> {
    const { customer } = this.people;
    const body = { order_id: log.orderId, method };
    for (let tries = 0; tries < 40; tries += 1) {
      const reply = await customer.ask('POST', '/payments/initiate', body, this.key(`pay-${attempt}`));
      if (reply.status !== 200) {
        const code = text(reply.body, 'error_code');
        if (code === 'PAYMENT_GATEWAY_UNAVAILABLE') {
          await sleep(250);
          continue;
        }
        if (code !== 'ALREADY_PAID' && code !== 'PAYMENT_NOT_POSSIBLE') log.surprises.push(code);
        return null;
      }
      if (whole(reply.body, 'amount_minor') !== log.totalMinor)
        log.surprises.push('another amount is asked for');
      if (typeof reply.body['gateway_url'] === 'string') return reply.body['gateway_url'];
      await sleep(250);
    }
    return null;
  }

  private async isConfirmed({ orderId }: OrderLog): Promise<boolean> {
    const giveUpAt = performance.now() + CONFIRM_WAIT_MS;
    for (;;) {
      const { body } = expect(await this.people.customer.ask('GET', `/orders/${orderId}`), 200);
      if (body['status'] !== 'PENDING') return body['status'] === 'CONFIRMED';
      if (performance.now() > giveUpAt) return false;
      await sleep(100);
    }
  }

  private async live(log: OrderLog, story: Story): Promise<void> {
    const { customer, kitchen, support } = this.people;
    const orderPath = `/restaurant/orders/${log.orderId}`;
    const accept = () => this.step(kitchen, 'POST', `${orderPath}/accept`, { prep_minutes: 20 });
    const ready = () => this.step(kitchen, 'POST', `${orderPath}/ready`);
    switch (story) {
      case 'stay':
        await accept();
        return;
      case 'customer-cancels':
        return this.cancel(log, customer);
      case 'kitchen-rejects':
        if (await this.step(kitchen, 'POST', `${orderPath}/reject`, { reason: 'out-of-stock' })) {
          log.ended = { how: 'rejected', keepMinor: 0 };
        }
        return;
      case 'cancelled-while-cooking':
        await accept();
        return this.cancel(log, this.random.below(3) === 0 ? support : customer);
      case 'cancelled-when-ready':
        await accept();
        await ready();
        return this.cancel(log, this.random.below(2) === 0 ? support : customer);
      case 'restored':
        await this.cancel(log, customer);
        if (await this.step(support, 'POST', `/staff/orders/${log.orderId}/restore`)) {
          log.ended = null;
          log.isRestored = true;
        }
        await accept();
        return;
      case 'deliver':
      case 'undeliverable':
        await accept();
        await ready();
        return this.bring(log, story);
    }
  }

  private async bring(log: OrderLog, story: 'deliver' | 'undeliverable'): Promise<void> {
    const { customer, courier, courierId, support } = this.people;
    const delivery = `/delivery/orders/${log.orderId}`;
    await courier.ask('POST', '/delivery/available', { available: true, ...FAR_AWAY });
    await this.room(log.orderId);
    await this.step(support, 'PUT', `/staff/orders/${log.orderId}/courier`, { courier_id: courierId });
    await this.step(courier, 'PUT', `${delivery}/status`, { status: 'PICKED_UP' });
    if (story === 'undeliverable') {
      const reason = this.random.pick([
        ['customer-unreachable', 1],
        ['courier-accident', 1],
      ]);
      if (await this.step(support, 'POST', `/staff/orders/${log.orderId}/fail-delivery`, { reason })) {
        log.ended = {
          how: 'undeliverable',
          keepMinor: reason === 'customer-unreachable' ? log.totalMinor : 0,
        };
      }
      await this.step(support, 'POST', `/staff/orders/${log.orderId}/confirm-return`);
      return;
    }
    if (log.method === 'COD' && this.random.below(4) === 0) {
      const paid = log.totalMinor - this.random.below(5_000);
      if (await this.step(courier, 'PUT', `${delivery}/cash`, { amount_minor: paid })) log.cashMinor = paid;
    }
    const { body } = expect(await customer.ask('GET', `/orders/${log.orderId}`), 200);
    const code = text(body, 'delivery_code');
    log.isDelivered = await this.step(courier, 'PUT', `${delivery}/status`, { status: 'DELIVERED', code });
    if (log.method !== 'COD' && this.random.below(4) === 0) await this.refund(log);
  }

  /** Waits until the courier is free of the orders before: that follows a moment after they ended. */
  private async room(orderId: string): Promise<void> {
    const giveUpAt = performance.now() + ROOM_WAIT_MS;
    for (;;) {
      const { body } = await this.people.courier.ask('GET', '/delivery/me');
      if (body['load'] === 0) return;
      if (performance.now() > giveUpAt) {
        this.log?.surprises.push(`${orderId}: the courier is not free`);
        return;
      }
      await sleep(100);
    }
  }

  /** Staff give something back for an order that was delivered; now and then two of them do. */
  private async refund(log: OrderLog): Promise<void> {
    const { support } = this.people;
    const body = await this.captured(log);
    if (body === null) return;
    const paymentId = text(body, 'payment_id');
    const [line] = list(body, 'items');
    const wanted =
      this.random.below(2) === 0
        ? { lines: [{ line_id: text(line ?? {}, 'line_id'), quantity: 1 }] }
        : { amount_minor: 1 + this.random.below(10_000) };
    const request = { ...wanted, reason: 'item-missing', charge_to: 'restaurant' };
    const times = this.random.below(3) === 0 ? 2 : 1;
    const replies = await Promise.all(
      Array.from({ length: times }, (_, i) =>
        support.ask('POST', `/payments/${paymentId}/refund`, request, this.key(`refund-${i}`)),
      ),
    );
    for (const reply of replies) {
      if (reply.status === 202) {
        log.refunds.set(text(reply.body, 'refund_id'), whole(reply.body, 'amount_minor'));
      } else log.surprises.push(`refund: ${text(reply.body, 'error_code')}`);
    }
  }

  /** The order, once its money is collected; null when that takes long: what is only held cannot go back. */
  private async captured({ orderId }: OrderLog): Promise<Readonly<Record<string, unknown>> | null> {
    const giveUpAt = performance.now() + CONFIRM_WAIT_MS;
    for (;;) {
      const { body } = expect(await this.people.support.ask('GET', `/orders/${orderId}`), 200);
      if (body['payment_status'] === 'CAPTURED') return body;
      if (performance.now() > giveUpAt) return null;
      await sleep(100);
    }
  }

  private async cancel(log: OrderLog, by: DrillClient): Promise<void> {
    const path = `/orders/${log.orderId}/cancel`;
    const reply = await by.ask('PUT', path, { reason: 'drill' }, this.key('cancel'));
    if (reply.status === 200) {
      log.ended = { how: 'cancelled', keepMinor: whole(reply.body, 'cancellation_fee_minor') };
    } else log.surprises.push(`cancel: ${text(reply.body, 'error_code')}`);
  }

  /** A command that should be granted. */
  private async step(by: DrillClient, method: string, path: string, body?: unknown): Promise<boolean> {
    const key = this.key(`${method}-${path.split('/').pop() ?? ''}-${JSON.stringify(body ?? '').length}`);
    const reply = await by.ask(method, path, body, key);
    if (reply.status === 200) return true;
    this.log?.surprises.push(`${path}: ${reply.status} ${JSON.stringify(reply.body['error_code'])}`);
    return false;
  }
}

function expect(answer: Answer, status: number): Answer {
  if (answer.status === status) return answer;
  throw new Error(`answered ${answer.status} instead of ${status}: ${JSON.stringify(answer.body)}`);
}

/** What the payer does on the gateway's page. */
async function payAt(url: string, outcome: string): Promise<void> {
  await fetch(url, {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ outcome }),
  });
}
