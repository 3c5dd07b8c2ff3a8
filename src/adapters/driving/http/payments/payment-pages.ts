import { hash } from 'node:crypto';
import { never } from '../../../../domain/kernel/decider';
import { toDecimal, money, type Currency } from '../../../../domain/kernel/money';
import type { PaymentRow } from '../../../../projections/payments/payments';
import type { ReceiptDto } from './payments.dto';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const escape = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

/** The sign comes first: `−INR 840.90`. */
const amountOf = (minor: number, currency: string): string =>
  `${minor < 0 ? '−' : ''}${currency} ${toDecimal(money(Math.abs(minor), currency as Currency))}`;

/** `2026-11-23 06:59 UTC`. */
const momentOf = (at: string): string => `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`;

const STYLE = `
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { margin: 0 auto; padding: 1.5rem 1rem; max-width: 34rem; }
  h1 { font-size: 1.4rem; margin: 0 0 .5rem; }
  table { border-collapse: collapse; width: 100%; }
  td, th { padding: .35rem 0; text-align: left; vertical-align: top; font-weight: 400; }
  td:last-child, th:last-child { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
  .total td, .total th { border-top: 1px solid; font-weight: 600; }
  .quiet { opacity: .75; }
  @media print { body { max-width: none; } }`;

/** Nothing may be loaded or run; the one style sheet is known by its hash. */
export const PAGE_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${hash('sha256', STYLE, 'base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const page = (title: string, head: string, body: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
${head}<style>${STYLE}</style>
</head>
<body>
<main>
${body}
</main>
</body>
</html>
`;

interface Words {
  readonly title: string;
  readonly text: string;
  /** Whether the answer is still to come. */
  readonly isPending: boolean;
}

function wordsFor({ status, refunded_minor: refunded, refund_pending_minor: pending }: PaymentRow): Words {
  if (refunded + pending > 0) {
    const text = pending > 0 ? 'Money is on its way back to you.' : 'The money was sent back to you.';
    return { title: 'Payment refunded', text, isPending: false };
  }
  switch (status) {
    case 'CAPTURED':
    case 'AUTHORIZED':
      return {
        title: 'Payment received',
        text: 'Thank you. You can go back to your order.',
        isPending: false,
      };
    case 'FAILED':
    case 'VOIDED':
      return {
        title: 'Payment not completed',
        text: 'Go back to your order to try again or to pay another way. Money that leaves your account all the same comes back.',
        isPending: false,
      };
    case 'INITIATED':
    case 'ACTION_REQUIRED':
      return {
        title: 'Checking your payment',
        text: 'We are asking your bank. This page looks again by itself; you can also go back to your order.',
        isPending: true,
      };
    case 'COD_APPROVED':
    case 'COD_COLLECTED':
      return { title: 'Cash at the door', text: 'This order is paid at the door.', isPending: false };
    default:
      return never(status);
  }
}

/** Where a payer lands after the gateway's page. It shows what Tiffin knows, never what the address claims. */
export function returnPage(row: PaymentRow): string {
  const { title, text, isPending } = wordsFor(row);
  const refresh = isPending ? '<meta http-equiv="refresh" content="3">\n' : '';
  return page(
    title,
    refresh,
    `<h1>${title}</h1>
<p role="status">${text}</p>
<p class="quiet">${escape(amountOf(row.due_minor, row.currency))} for order ${escape(row.order_id.slice(0, 8))}</p>`,
  );
}

/** The receipt as a page to read or print. */
export function receiptPage(receipt: ReceiptDto): string {
  const { currency } = receipt;
  const row = (label: string, minor: number, kind = ''): string =>
    `<tr${kind}><th scope="row">${escape(label)}</th><td>${escape(amountOf(minor, currency))}</td></tr>`;
  const optional = (label: string, minor: number): readonly string[] =>
    minor === 0 ? [] : [row(label, minor)];
  const lines = receipt.lines.map(({ name, quantity, options, total_minor: total }) => {
    const details =
      options.length === 0 ? '' : `<br><span class="quiet">${escape(options.join(', '))}</span>`;
    return `<tr><td>${quantity} × ${escape(name)}${details}</td><td>${escape(amountOf(total, currency))}</td></tr>`;
  });
  const rows = [
    ...lines,
    row('Items', receipt.subtotal_minor, ' class="total"'),
    ...optional('Discount', -receipt.discount_minor),
    ...optional('Tax', receipt.tax_minor),
    ...optional('Delivery', receipt.delivery_fee_minor),
    ...optional('Platform fee', receipt.platform_fee_minor),
    row('Total', receipt.total_minor, ' class="total"'),
    ...optional('Cancellation fee', receipt.cancellation_fee_minor),
    ...receipt.payments.map(({ method, paid_minor: paid }) => row(`Paid (${method})`, paid)),
    ...receipt.refunds
      .filter(({ status }) => status === 'SETTLED')
      .map(({ reason, amount_minor: amount }) => row(`Refunded (${reason.replaceAll('-', ' ')})`, -amount)),
  ];
  return page(
    `Receipt ${receipt.order_id.slice(0, 8)}`,
    '',
    `<h1>${escape(receipt.restaurant_name)}</h1>
<p class="quiet">Order ${escape(receipt.order_id)}<br>placed ${escape(momentOf(receipt.placed_at))} · ${escape(receipt.status)}</p>
<table><tbody>
${rows.join('\n')}
</tbody></table>`,
  );
}
