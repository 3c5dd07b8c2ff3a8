import type { Opening, Payment } from './book-records';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replace(/[&<>"']/g, (char) => ESCAPES[char] ?? char);

const STYLE = `
*{box-sizing:border-box}
body{margin:0;min-height:100vh;display:grid;place-items:start center;padding:1.25rem;background:#f3f4f6;color:#16181d;
font:1rem/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{width:100%;max-width:26rem;background:#fff;border:1px solid #d5d8de;border-radius:.75rem;padding:1.5rem}
header{display:flex;justify-content:space-between;gap:1rem;align-items:baseline;flex-wrap:wrap}
header p{margin:0;font-weight:600}
.badge{font-size:.8125rem;font-weight:600;background:#fff3d6;color:#6b4700;border-radius:1rem;padding:.125rem .625rem}
h1{font-size:1.375rem;margin:1rem 0 .25rem}
.amount{font-size:2rem;font-weight:700;margin:0 0 1rem;font-variant-numeric:tabular-nums}
label{display:block;font-weight:600;margin-bottom:.25rem}
input{width:100%;font:inherit;padding:.75rem;border:1px solid #767c89;border-radius:.5rem;background:#fff;color:inherit}
.hint{font-size:.875rem;color:#4a4f5a;margin:.375rem 0 0}
.error{font-size:.9375rem;color:#a3130b;font-weight:600;margin:.375rem 0 0}
.buttons{display:grid;gap:.75rem;margin-top:1.5rem}
button,.button{display:block;width:100%;min-height:3rem;font:inherit;font-weight:600;border-radius:.5rem;padding:.75rem;
text-align:center;text-decoration:none;cursor:pointer;border:1px solid #0b5c3b;background:#0b5c3b;color:#fff}
button.second{background:#fff;color:#16181d;border-color:#767c89}
button:hover,.button:hover{filter:brightness(.92)}
:focus-visible{outline:3px solid #1d4ed8;outline-offset:2px}
@media (prefers-color-scheme:dark){body{background:#101215;color:#eceef2}main{background:#1a1d22;border-color:#3a3f49}
input,button.second{background:#101215;color:#eceef2;border-color:#8b919e}.hint{color:#b7bcc7}.error{color:#ff9d94}
.badge{background:#4a3600;color:#ffe2a0}button,.button{background:#2fa873;border-color:#2fa873;color:#04150d}
:focus-visible{outline-color:#8ab4ff}}`;

function page(title: string, content: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)} – Sandbox payment</title>
<link rel="icon" href="data:,">
<style>${STYLE}</style>
</head>
<body>
<main>
<header><p>Tiffin</p><span class="badge">Sandbox – no real money</span></header>
${content}
</main>
</body>
</html>
`;
}

/** The amount in the way it is written in India. */
export function amountText(amountMinor: number, currency: string): string {
  const format = new Intl.NumberFormat('en-IN', { style: 'currency', currency });
  const { maximumFractionDigits = 2 } = format.resolvedOptions();
  return format.format(amountMinor / 10 ** maximumFractionDigits);
}

interface Field {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  /** What a phone should show: a keyboard with digits, or with an @. */
  readonly inputMode: 'email' | 'numeric' | 'tel';
  readonly isValid: (value: string) => boolean;
  readonly complaint: string;
  /** What is typed in to see it fail, or arrive late. */
  readonly declines: string;
  readonly late: string;
}

/** What the payer types in for each method; the values with a meaning are shown below the field. */
const FIELDS: Readonly<Record<Opening['method'], Field>> = {
  UPI: {
    name: 'upi_id',
    label: 'UPI ID',
    hint: 'Try success@sandbox, failure@sandbox or late@sandbox.',
    inputMode: 'email',
    isValid: (value) => /^[\w.-]{2,64}@[a-z]{2,32}$/i.test(value),
    complaint: 'Enter a UPI ID such as success@sandbox.',
    declines: 'failure@sandbox',
    late: 'late@sandbox',
  },
  CARD: {
    name: 'card_number',
    label: 'Test card number',
    hint: 'Try 4111 1111 1111 1111, or 4000 0000 0000 0002 to be declined, or 4000 0000 0000 0341 to pay late. Never enter a real card.',
    inputMode: 'numeric',
    isValid: (value) => /^\d{12,19}$/.test(value.replace(/[ -]/g, '')),
    complaint: 'Enter a card number of 12 to 19 digits such as 4111 1111 1111 1111.',
    declines: '4000000000000002',
    late: '4000000000000341',
  },
  WALLET: {
    name: 'wallet_phone',
    label: 'Phone number of the wallet',
    hint: 'Try +91 98000 00000, or +91 98000 00001 to be declined, or +91 98000 00002 to pay late.',
    inputMode: 'tel',
    isValid: (value) => /^\+?\d{8,15}$/.test(value.replace(/[ -]/g, '')),
    complaint: 'Enter a phone number such as +91 98000 00000.',
    declines: '+919800000001',
    late: '+919800000002',
  },
};

/** What a filled-in form asks for; null when the field is not filled in well. */
export function outcomeOf(
  method: Opening['method'],
  form: Readonly<Record<string, unknown>>,
): 'pay' | 'decline' | 'pay-late' | null {
  if (form['outcome'] === 'decline') return 'decline';
  const field = FIELDS[method];
  const typed = form[field.name];
  const value = typeof typed === 'string' ? typed.trim() : '';
  if (form['outcome'] !== 'pay' || !field.isValid(value)) return null;
  const plain = value.replace(/[ -]/g, '').toLowerCase();
  if (plain === field.declines) return 'decline';
  return plain === field.late ? 'pay-late' : 'pay';
}

/** The form of an open payment. */
function formPage({ opening, token }: Payment, isWrong: boolean): string {
  const field = FIELDS[opening.method];
  const described = isWrong ? 'hint complaint' : 'hint';
  return page(
    isWrong ? 'Check what you entered' : 'Pay',
    `<h1>Pay Tiffin</h1>
<p class="amount">${escaped(amountText(opening.amountMinor, opening.currency))}</p>
<form method="post" action="/pay/${escaped(token)}">
<label for="field">${field.label}</label>
<input id="field" name="${field.name}" type="text" inputmode="${field.inputMode}" autocomplete="off" autocapitalize="none" spellcheck="false" required maxlength="80" aria-describedby="${described}"${isWrong ? ' aria-invalid="true" autofocus' : ''}>
${isWrong ? `<p class="error" id="complaint" role="alert">${field.complaint}</p>\n` : ''}<p class="hint" id="hint">${field.hint}</p>
<div class="buttons">
<button name="outcome" value="pay">Pay ${escaped(amountText(opening.amountMinor, opening.currency))}</button>
<button class="second" name="outcome" value="decline" formnovalidate>Decline</button>
</div>
</form>`,
  );
}

const FAILURES: Readonly<Record<string, string>> = {
  declined: 'The payment was declined. No money has left your account.',
  expired: 'The time to pay is over. No money has left your account.',
  'bank-timeout': 'The bank did not answer in time. If money has left your account, it will be sorted out.',
};

function statePage(title: string, text: string, amount: string, returnUrl: string): string {
  return page(
    title,
    `<h1>${escaped(title)}</h1>
<p class="amount">${escaped(amount)}</p>
<p role="status">${escaped(text)}</p>
<div class="buttons"><a class="button" href="${escaped(returnUrl)}">Back to Tiffin</a></div>`,
  );
}

/**
 * The payer's page of a payment.
 * @param isWrong whether the form came in badly filled
 */
export function payPage(payment: Payment, isWrong = false): string {
  const { opening, status, failure, amountMinor, delayed } = payment;
  const amount = amountText(amountMinor, opening.currency);
  const state = (title: string, text: string): string => statePage(title, text, amount, opening.returnUrl);
  switch (status) {
    case 'OPEN':
      return delayed === null
        ? formPage(payment, isWrong)
        : state('Payment in process', 'Your bank has not confirmed yet. You need not pay again.');
    case 'AUTHORIZED':
      return state('Payment held', 'The amount is held and will be collected when the order is accepted.');
    case 'CAPTURED':
      return state('Paid', 'Thank you. The payment has arrived.');
    case 'FAILED':
      return failure === 'expired'
        ? state('Payment expired', FAILURES['expired'] ?? '')
        : state('Payment failed', FAILURES[failure ?? ''] ?? 'The payment failed.');
    case 'CANCELLED':
      return state('Payment cancelled', 'Tiffin has cancelled this payment. No money has left your account.');
    default:
      return status satisfies never;
  }
}

/** The page of a token that names no payment. */
export const unknownPage = (): string =>
  page(
    'Payment not found',
    `<h1>Payment not found</h1>
<p role="status">There is no payment under this address. Go back to the shop and start again.</p>`,
  );
