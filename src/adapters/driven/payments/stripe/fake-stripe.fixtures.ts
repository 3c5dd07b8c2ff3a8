import { randomUUID } from 'node:crypto';
import { FakeApi, type FakeReply, type FakeRequest } from '../fake-api.fixtures';

type Fields = Record<string, unknown>;

interface Intent extends Fields {
  readonly id: string;
  readonly amount: number;
  readonly capture_method: string;
  readonly metadata: Fields;
  status: string;
}

interface Session extends Fields {
  readonly id: string;
  readonly client_reference_id: string;
  readonly amount_total: number;
  readonly payment_intent_data: { readonly capture_method: string; readonly metadata: Fields };
  status: string;
  url: string | null;
  payment_intent: Intent | null;
}

interface Made extends Fields {
  readonly id: string;
  readonly payment_intent: string;
  readonly amount: number;
  status: string;
}

/** `a[b][0][c]=1` and its like, as Stripe reads bodies and queries. */
function nested(form: URLSearchParams): Fields {
  const root: Fields = {};
  for (const [key, value] of form) {
    const path = key.replace(/\]/g, '').split('[');
    const last = path.pop() ?? '';
    const target = path.reduce<Fields>((at, part) => (at[part] ??= {}) as Fields, root);
    target[last] = value;
  }
  return root;
}

const ok = (body: unknown): FakeReply => ({ status: 200, body });
const bad = (code: string, type = 'invalid_request_error'): FakeReply => ({
  status: 400,
  body: { error: { type, code, message: code } },
});
const newId = (kind: string): string => `${kind}_${randomUUID().replace(/-/g, '')}`;

/**
 * As much of Stripe as the adapter uses, after its documentation: idempotency keys that keep their answers,
 * expanded fields, newest first, pages.
 */
export class FakeStripe {
  readonly api = new FakeApi((request) => this.once(request));
  readonly refunds: Made[] = [];
  readonly disputes: Made[] = [];
  readonly sessions: Session[] = [];
  hasSearch = true;
  private readonly book: Fields[] = [];
  private readonly keys = new Map<string, { readonly asked: string; readonly reply: FakeReply }>();

  session(reference: string): Session {
    const found = this.sessions.find(({ client_reference_id }) => client_reference_id === reference);
    if (found === undefined) throw new Error(`no session ${reference}`);
    return found;
  }

  /** The payer starts to pay, which is when the intent comes to be. */
  start(reference: string): Intent {
    const session = this.session(reference);
    const { capture_method, metadata } = session.payment_intent_data;
    session.payment_intent ??= {
      ...{ id: newId('pi'), object: 'payment_intent', currency: 'inr', capture_method, metadata },
      ...{ amount: session.amount_total, amount_capturable: 0, amount_received: 0 },
      ...{ status: 'requires_payment_method', last_payment_error: null },
    };
    return session.payment_intent;
  }

  pay(reference: string): void {
    const intent = this.start(reference);
    const session = this.session(reference);
    Object.assign(session, { status: 'complete', url: null });
    intent.last_payment_error = null;
    if (intent.capture_method === 'manual') {
      Object.assign(intent, { status: 'requires_capture', amount_capturable: intent.amount });
    } else this.collect(intent);
  }

  decline(reference: string): void {
    this.start(reference).last_payment_error = { code: 'card_declined', decline_code: 'insufficient_funds' };
  }

  /** The payer's bank takes the money back. */
  dispute(reference: string, status: string): string {
    const intent = this.start(reference);
    const id = newId('du');
    const { amount } = intent;
    const dispute = { id, object: 'dispute', payment_intent: intent.id, amount, currency: 'inr', status };
    this.disputes.unshift({ ...dispute, reason: 'fraudulent', metadata: {} });
    if (!status.startsWith('warning_')) this.enter('dispute', -amount, dispute);
    return id;
  }

  private collect(intent: Intent): void {
    const { amount, metadata } = intent;
    Object.assign(intent, { status: 'succeeded', amount_capturable: 0, amount_received: amount });
    this.enter('charge', amount, { id: newId('ch'), object: 'charge', payment_intent: intent.id, metadata });
  }

  /** A line of the balance, such as a payout, that is about no payment when it has no source. */
  enter(reporting_category: string, amount: number, source: Fields | null, currency = 'inr'): void {
    const created = Math.floor(Date.now() / 1_000);
    this.book.unshift({ id: newId('txn'), created, amount, currency, reporting_category, source });
  }

  private once(request: FakeRequest): FakeReply {
    const key = request.headers['idempotency-key'];
    if (typeof key !== 'string' || request.method !== 'POST') return this.answer(request);
    const asked = `${request.path} ${request.body}`;
    const known = this.keys.get(key);
    if (known !== undefined) return known.asked === asked ? known.reply : bad('reused', 'idempotency_error');
    const reply = structuredClone(this.answer(request));
    this.keys.set(key, { asked, reply });
    return reply;
  }

  private answer({ method, path, query, body }: FakeRequest): FakeReply {
    const [, , ...parts] = path.split('/');
    const params = nested(method === 'POST' ? new URLSearchParams(body) : query);
    switch (`${method} ${parts[0] ?? ''}`) {
      case 'POST checkout':
        return parts[2] === undefined ? this.createSession(params) : this.expire(parts[2]);
      case 'GET checkout': {
        if (parts[2] === undefined) return this.page(this.sessionsOf(params), params);
        const found = this.sessions.find(({ id }) => id === parts[2]);
        return found === undefined ? bad('resource_missing') : ok(found);
      }
      case 'GET payment_intents': {
        if (!this.hasSearch) return bad('search_not_available');
        const intents = this.sessions.flatMap(({ payment_intent }) => payment_intent ?? []);
        return this.page(
          intents.filter(({ metadata }) => String(params.query).includes(`'${String(metadata.payment_id)}'`)),
          params,
        );
      }
      case 'POST payment_intents':
        return this.moveIntent(parts[1], parts[2]);
      case 'POST refunds':
        return this.refund(params);
      case 'GET refunds':
        return this.page(
          this.refunds.filter(({ payment_intent: of }) => of === params.payment_intent),
          params,
        );
      case 'GET disputes':
        return this.page(
          this.disputes.filter(({ payment_intent: of }) => of === params.payment_intent),
          params,
        );
      case 'GET balance_transactions': {
        const { gte, lt } = params.created as { readonly gte: string; readonly lt: string };
        return this.page(
          this.book.filter(({ created }) => Number(created) >= Number(gte) && Number(created) < Number(lt)),
          params,
        );
      }
      default:
        return bad(`no route ${method} ${path}`);
    }
  }

  private page(all: readonly Fields[], { limit = '10', starting_after }: Fields): FakeReply {
    const from = starting_after === undefined ? 0 : all.findIndex(({ id }) => id === starting_after) + 1;
    const data = all.slice(from, from + Number(limit));
    return ok({ object: 'list', data, has_more: from + data.length < all.length });
  }

  private sessionsOf({ payment_intent }: Fields): readonly Session[] {
    return payment_intent === undefined
      ? this.sessions
      : this.sessions.filter((session) => session.payment_intent?.id === payment_intent);
  }

  private createSession(params: Fields): FakeReply {
    const lines = params.line_items as Record<
      string,
      { readonly price_data: { readonly unit_amount: string } }
    >;
    const id = newId('cs_test');
    const session = {
      ...(params as Pick<Session, 'client_reference_id' | 'payment_intent_data'>),
      ...{ id, object: 'checkout.session', status: 'open', currency: 'inr', payment_intent: null },
      amount_total: Number(lines['0']?.price_data.unit_amount),
      url: `https://checkout.example/${id}`,
    };
    this.sessions.unshift(session);
    return ok(session);
  }

  private expire(id: string): FakeReply {
    const session = this.sessions.find((one) => one.id === id);
    if (session?.status !== 'open') return bad('session_not_open');
    return ok(Object.assign(session, { status: 'expired', url: null }));
  }

  private moveIntent(id: string | undefined, step: string | undefined): FakeReply {
    const intent = this.sessions.map((one) => one.payment_intent).find((one) => one?.id === id);
    if (intent?.status !== 'requires_capture') return bad('payment_intent_unexpected_state');
    if (step === 'capture') this.collect(intent);
    else Object.assign(intent, { status: 'canceled', amount_capturable: 0 });
    return ok(intent);
  }

  private refund({ payment_intent, amount, metadata }: Fields): FakeReply {
    const intent = this.sessions.map((one) => one.payment_intent).find((one) => one?.id === payment_intent);
    const before = this.refunds.filter((one) => one.payment_intent === payment_intent);
    const left = before.reduce((sum, one) => sum - one.amount, intent?.amount ?? 0);
    if (intent?.status !== 'succeeded') return bad('payment_intent_unexpected_state');
    if (Number(amount) > left) return bad('charge_already_refunded');
    const refund = {
      ...{ id: newId('re'), object: 'refund', payment_intent: intent.id, amount: Number(amount) },
      ...{ currency: 'inr', status: 'succeeded', metadata: (metadata ?? {}) as Fields },
    };
    this.refunds.unshift(refund);
    this.enter('refund', -refund.amount, refund);
    return ok(refund);
  }
}
