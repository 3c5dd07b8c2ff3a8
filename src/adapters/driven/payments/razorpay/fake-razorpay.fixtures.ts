import { randomUUID } from 'node:crypto';
import { FakeApi, type FakeReply, type FakeRequest } from '../fake-api.fixtures';

type Fields = Record<string, unknown>;

interface Link extends Fields {
  readonly id: string;
  readonly reference_id: string;
  readonly amount: number;
  readonly options: { readonly checkout: { readonly method: Readonly<Record<string, string>> } };
  status: string;
  order_id?: string;
}

interface Payment extends Fields {
  readonly id: string;
  readonly order_id: string;
  readonly amount: number;
  status: string;
  captured: boolean;
}

interface Made extends Fields {
  readonly id: string;
  readonly payment_id: string;
  readonly amount: number;
}

const ok = (body: unknown): FakeReply => ({ status: 200, body });
const bad = (description: string): FakeReply => ({
  status: 400,
  body: { error: { code: 'BAD_REQUEST_ERROR', description, reason: 'input_validation_failed' } },
});
const newId = (kind: string): string => `${kind}_${randomUUID().replace(/-/g, '').slice(0, 14)}`;
const seconds = (): number => Math.floor(Date.now() / 1_000);

/** As much of Razorpay as the adapter uses, after its documentation: unique references, orders behind links, pages. */
export class FakeRazorpay {
  readonly api = new FakeApi((request) => this.answer(request));
  readonly links: Link[] = [];
  readonly payments: Payment[] = [];
  readonly refunds: Made[] = [];
  readonly disputes: Made[] = [];
  private readonly refundKeys = new Map<string, { readonly body: string; readonly reply: FakeReply }>();

  /** @param captures whether the account collects what was authorised by itself, by method */
  constructor(private readonly captures: (method: string) => boolean) {}

  link(reference: string): Link {
    const found = this.links.find(({ reference_id }) => reference_id === reference);
    if (found === undefined) throw new Error(`no link ${reference}`);
    return found;
  }

  /** A try of the payer. The order behind the link comes to be with the first. */
  attempt(reference: string, status: string): Payment {
    const link = this.link(reference);
    link.order_id ??= newId('order');
    const { order_id, amount } = link;
    const payment = {
      ...{ id: newId('pay'), entity: 'payment', order_id, amount, currency: 'INR', notes: [] },
      ...{ status, captured: false, created_at: seconds() },
    };
    this.payments.unshift(payment);
    return payment;
  }

  pay(reference: string): void {
    const payment = this.attempt(reference, 'authorized');
    const { options } = this.link(reference);
    const [method] = Object.entries(options.checkout.method).find(([, shown]) => shown === '1') ?? ['none'];
    if (this.captures(method)) this.collect(payment);
  }

  collect(payment: Payment): void {
    Object.assign(payment, { status: 'captured', captured: true });
    const link = this.links.find(({ order_id }) => order_id === payment.order_id);
    if (link !== undefined) link.status = 'paid';
  }

  dispute(reference: string, phase: string, status: string): string {
    const { order_id } = this.link(reference);
    const payment = this.payments.find((one) => one.order_id === order_id);
    const id = newId('disp');
    this.disputes.unshift({
      ...{ id, payment_id: payment?.id ?? '', amount: payment?.amount ?? 0, currency: 'INR' },
      ...{ status, phase, reason_code: 'goods_not_received', created_at: seconds() },
    });
    return id;
  }

  private answer({ method, path, query, headers, body }: FakeRequest): FakeReply {
    const [, , kind, id, step] = path.split('/');
    const params = (method === 'POST' && body !== '' ? JSON.parse(body) : {}) as Fields;
    const list = (all: readonly Fields[]): FakeReply => {
      const skip = Number(query.get('skip') ?? 0);
      const inTime = all.filter(
        ({ created_at }) =>
          Number(created_at) >= Number(query.get('from') ?? 0) &&
          Number(created_at) <= Number(query.get('to') ?? Infinity),
      );
      const items = inTime.slice(skip, skip + Number(query.get('count') ?? 10));
      return ok({ entity: 'collection', count: items.length, items });
    };
    switch (`${method} ${kind ?? ''} ${step ?? ''}`.trim()) {
      case 'POST payment_links':
        return this.createLink(params);
      case 'GET payment_links':
        return id === undefined ? ok({ payment_links: this.linksOf(query) }) : this.one(this.links, id);
      case 'POST payment_links cancel':
        return this.cancel(id);
      case 'GET orders payments':
        return list(this.payments.filter(({ order_id }) => order_id === id));
      case 'GET payments':
        return id === undefined ? list(this.payments) : this.one(this.payments, id);
      case 'POST payments capture':
        return this.capture(id, params);
      case 'POST payments refund':
        return this.refund(id, params, String(headers['x-refund-idempotency']), body);
      case 'GET payments refunds':
        return list(this.refunds.filter(({ payment_id }) => payment_id === id));
      case 'GET refunds':
        return list(this.refunds);
      case 'GET disputes':
        return list(this.disputes);
      default:
        return bad(`no route ${method} ${path}`);
    }
  }

  private one(all: readonly { readonly id: string }[], id: string): FakeReply {
    const found = all.find((one) => one.id === id);
    return found === undefined ? bad('The id provided does not exist') : ok(found);
  }

  private linksOf(query: URLSearchParams): readonly Fields[] {
    const payment = this.payments.find(({ id }) => id === query.get('payment_id'));
    return this.links.filter((link) =>
      query.has('payment_id')
        ? payment !== undefined && link.order_id === payment.order_id
        : link.reference_id === query.get('reference_id'),
    );
  }

  private createLink(params: Fields): FakeReply {
    if (this.links.some(({ reference_id }) => reference_id === params.reference_id)) {
      return bad(`payment link with given reference_id (${String(params.reference_id)}) already exists`);
    }
    const id = newId('plink');
    const link = {
      ...(params as Pick<Link, 'reference_id' | 'amount' | 'options'>),
      ...{ id, status: 'created', payments: null, amount_paid: 0, created_at: seconds() },
      short_url: `https://rzp.example/i/${id}`,
    };
    this.links.unshift(link);
    return ok(link);
  }

  private cancel(id: string | undefined): FakeReply {
    const link = this.links.find((one) => one.id === id);
    if (link?.status !== 'created') return bad('Payment Link cannot be cancelled');
    return ok(Object.assign(link, { status: 'cancelled' }));
  }

  private capture(id: string | undefined, { amount }: Fields): FakeReply {
    const payment = this.payments.find((one) => one.id === id);
    if (payment?.status !== 'authorized') return bad('This payment has already been captured');
    if (payment.amount !== amount) return bad('Capture amount must be equal to the amount authorized');
    this.collect(payment);
    return ok(payment);
  }

  private refund(id: string | undefined, { amount, notes }: Fields, key: string, body: string): FakeReply {
    const known = this.refundKeys.get(key);
    if (known !== undefined)
      return known.body === body ? known.reply : bad('Different payload for the same key');
    const payment = this.payments.find((one) => one.id === id);
    const before = this.refunds.filter((one) => one.payment_id === id);
    const left = before.reduce((sum, one) => sum - one.amount, payment?.amount ?? 0);
    if (payment?.captured !== true)
      return bad('The payment status should be captured for action to be taken');
    if (Number(amount) > left)
      return bad('The total refund amount is greater than the refund payment amount');
    const refund = {
      ...{ id: newId('rfnd'), entity: 'refund', payment_id: payment.id, amount: Number(amount) },
      ...{ currency: 'INR', status: 'processed', notes, created_at: seconds() },
    };
    this.refunds.unshift(refund);
    if (Number(amount) === left) payment.status = 'refunded';
    const reply = ok(refund);
    this.refundKeys.set(key, { body, reply });
    return reply;
  }
}
