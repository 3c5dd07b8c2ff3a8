import { createHash } from 'node:crypto';
import type { PaymentRow } from '../../../../projections/payments/payments';
import { PAGE_POLICY, receiptPage, returnPage } from './payment-pages';
import type { ReceiptDto } from './payments.dto';

const MARKUP = `<script>alert("1")</script>'&<img src=x onerror='alert(1)'>`;
const ESCAPED =
  '&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&#39;&amp;&lt;img src=x onerror=&#39;alert(1)&#39;&gt;';

const refund = (status: string, amount: number, reason: string): ReceiptDto['refunds'][number] => ({
  ...{ refund_id: 'r', status, amount_minor: amount, reason },
  requested_at: '2026-03-01T20:00:00.000Z',
  settled_at: null,
});

const receipt = (text: string): ReceiptDto => ({
  order_id: text,
  restaurant_name: text,
  status: text,
  placed_at: text,
  delivered_at: null,
  currency: 'INR',
  lines: [{ name: text, quantity: 2, options: [text, text], total_minor: 75_800 }],
  subtotal_minor: 75_800,
  tax_minor: 3_790,
  delivery_fee_minor: 0,
  platform_fee_minor: 500,
  discount_minor: 1_000,
  total_minor: 79_090,
  cancellation_fee_minor: 0,
  payments: [{ method: text, status: text, paid_minor: 79_090, paid_at: null }],
  refunds: [refund('SETTLED', 379, text), refund('FAILED', 500, 'never came')],
  paid_minor: 79_090,
  refunded_minor: 379,
});

const payment = (more: Partial<PaymentRow>): PaymentRow => ({
  ...{ payment_id: 'p', order_id: '0d4f0a2c-9a1b', customer_id: 'c', attempt: 1, method: 'UPI' },
  ...{ gateway: 'sandbox', gateway_payment_id: null, status: 'ACTION_REQUIRED', is_open: true },
  ...{ currency: 'INR', due_minor: 79_090, captured_minor: 0, refunded_minor: 0, refund_pending_minor: 0 },
  ...{ disputed_minor: 0, short_minor: 0, courier_id: null, url: 'https://pay.test/?a=1', reason: null },
  ...{ is_late: false, refunds: [], initiated_at: '2026-03-01T19:00:00.000Z', expires_at: null },
  ...{ captured_at: null, updated_at: '2026-03-01T19:00:00.000Z', position: 1 },
  ...more,
});

describe('the receipt as a page', () => {
  it('shows names of restaurants, dishes and options as they are, and never as markup', () => {
    const page = receiptPage(receipt(MARKUP));
    expect(page).not.toMatch(/<script|<img|"1"/);
    expect(page.split(ESCAPED).length - 1).toBe(8);
  });

  it('leaves out what is nothing, and what did not come back', () => {
    const page = receiptPage(receipt('x'));
    expect(page).toContain('INR 790.90');
    expect(page).toContain('−INR 10.00');
    expect(page).toContain('−INR 3.79');
    expect(page).not.toMatch(/Delivery|Cancellation|never came/);
  });
});

describe('the page to come back to', () => {
  it.each([
    [payment({}), 'Checking your payment', true],
    [payment({ status: 'INITIATED' }), 'Checking your payment', true],
    [payment({ status: 'AUTHORIZED' }), 'Payment received', false],
    [payment({ status: 'CAPTURED', is_open: false }), 'Payment received', false],
    [payment({ status: 'CAPTURED', refund_pending_minor: 1 }), 'Payment refunded', false],
    [payment({ status: 'FAILED' }), 'Payment not completed', false],
    [payment({ status: 'VOIDED' }), 'Payment not completed', false],
    [payment({ status: 'COD_APPROVED', method: 'COD' }), 'Cash at the door', false],
  ])('says how the payment stands, and looks again while it is open', (row, title, looksAgain) => {
    const page = returnPage(row);
    expect(page).toContain(`<h1>${title}</h1>`);
    expect(page.includes('http-equiv="refresh"')).toBe(looksAgain);
    expect(page).toContain('for order 0d4f0a2c<');
  });

  it('holds no link, and nothing of the gateway or the customer', () => {
    expect(returnPage(payment({ customer_id: 'the-customer' }))).not.toMatch(
      /href|src=|pay\.test|the-customer/,
    );
  });
});

it('has one style sheet, which the policy knows by its hash, and nothing that could run', () => {
  for (const page of [receiptPage(receipt('x')), returnPage(payment({}))]) {
    const [, style = ''] = /<style>([^]*)<\/style>/.exec(page) ?? [];
    const hash = createHash('sha256').update(style).digest('base64');
    expect(PAGE_POLICY).toContain(`style-src 'sha256-${hash}';`);
    expect(page).not.toMatch(/style=|<script| on\w+=/);
  }
  expect(PAGE_POLICY).toContain("default-src 'none'");
  expect(PAGE_POLICY).not.toContain('unsafe');
});
