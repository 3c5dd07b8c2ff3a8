interface ProblemKind {
  readonly status: number;
  readonly title: string;
  /** Whether the same request may succeed later without a change. */
  readonly retryable: boolean;
}

const kind = (status: number, title: string, retryable = false): ProblemKind => ({
  status,
  title,
  retryable,
});

/** Every error the API answers with, by its stable code. */
export const PROBLEMS = {
  VALIDATION_ERROR: kind(400, 'The request is not valid'),
  MALFORMED_BODY: kind(400, 'The body is not valid JSON'),
  IDEMPOTENCY_KEY_REQUIRED: kind(400, 'An Idempotency-Key header is required'),
  IDEMPOTENCY_KEY_INVALID: kind(400, 'The Idempotency-Key header is not valid'),
  UNAUTHENTICATED: kind(401, 'Sign in first'),
  INVALID_CREDENTIALS: kind(401, 'Phone, email or password is wrong'),
  SESSION_ENDED: kind(401, 'The session has ended; sign in again'),
  WEBHOOK_NOT_SIGNED: kind(401, 'The signature of the message is not right'),
  PAYMENT_FAILED: kind(402, 'The payment failed; pay by another method'),
  FORBIDDEN: kind(403, 'Your role may not do this'),
  NOT_FOUND: kind(404, 'There is no such thing'),
  METHOD_NOT_ALLOWED: kind(405, 'The method is not allowed here'),
  PHONE_TAKEN: kind(409, 'The phone number is registered already'),
  EMAIL_TAKEN: kind(409, 'The email address is registered already'),
  CONFLICT: kind(409, 'Others changed it at the same time', true),
  CART_OF_ANOTHER_RESTAURANT: kind(409, 'The cart holds items of another restaurant'),
  CART_OF_SOMETHING_ELSE: kind(409, 'The cart holds something else'),
  PRICE_CHANGED: kind(409, 'Prices changed since they were shown'),
  NOT_ALLOWED_NOW: kind(409, 'The order is not in a state that allows this'),
  OFFER_GONE: kind(409, 'The offer is over'),
  WAIT_AT_THE_DOOR: kind(409, 'The customer may still come to the door'),
  COURIER_OFFLINE: kind(409, 'The courier is not online'),
  COURIER_BUSY: kind(409, 'The courier has no room for another order'),
  COURIER_DELIVERING: kind(409, 'The courier still has orders to bring'),
  COURIER_SUSPENDED: kind(409, 'The courier may take no orders now'),
  CANCELLATION_NOT_ALLOWED: kind(409, 'The order cannot be cancelled at this stage'),
  ALREADY_REVIEWED: kind(409, 'The order is reviewed already'),
  AMOUNT_MISMATCH: kind(409, 'The amount is not what is due'),
  ALREADY_PAID: kind(409, 'The order is paid, or about to be'),
  PAYMENT_NOT_POSSIBLE: kind(409, 'The order cannot be paid any more'),
  REFUND_ALREADY_REQUESTED: kind(409, 'This was refunded before'),
  REFUND_NOT_POSSIBLE: kind(409, 'The payment cannot be refunded through a gateway'),
  PRECONDITION_FAILED: kind(412, 'What was changed is not what there is now'),
  NOT_ON_SHIFT: kind(409, 'You are not online'),
  PAYLOAD_TOO_LARGE: kind(413, 'The body is too large'),
  UNSUPPORTED_MEDIA_TYPE: kind(415, 'Send JSON'),
  IDEMPOTENCY_KEY_REUSED: kind(422, 'The Idempotency-Key was used for another request'),
  CART_EMPTY: kind(422, 'The cart is empty'),
  ITEMS_UNAVAILABLE: kind(422, 'Some items are no longer available'),
  ITEM_NOT_ORDERABLE: kind(422, 'An item or its options cannot be ordered like this'),
  RESTAURANT_CLOSED: kind(422, 'The restaurant takes no orders now'),
  MINIMUM_NOT_REACHED: kind(422, 'The order is below the minimum of the restaurant'),
  OUT_OF_DELIVERY_RANGE: kind(422, 'The restaurant does not deliver to this address'),
  ADDRESS_NOT_FOUND: kind(422, 'There is no such address'),
  ADDRESS_LIMIT_REACHED: kind(422, 'No more addresses can be kept'),
  PAYMENT_METHOD_NOT_AVAILABLE: kind(422, 'The payment method is not available'),
  REFUND_TOO_LARGE: kind(422, 'More than what can still be refunded'),
  REFUND_LINES_INVALID: kind(422, 'The order has no such line, or not so much of it'),
  CASH_AMOUNT_INVALID: kind(422, 'The cash is not an amount that the order can have brought'),
  PICKUP_CODE_WRONG: kind(422, 'The code is not of this order: it is another bag'),
  DELIVERY_CODE_WRONG: kind(422, 'The delivery code is wrong'),
  DELIVERY_CODE_LOCKED: kind(422, 'Too many wrong delivery codes; support has to close the delivery'),
  TOO_MANY_FOLLOWERS: kind(429, 'Too many connections of yours follow this order', true),
  PRECONDITION_REQUIRED: kind(428, 'Say what it is that you changed'),
  INTERNAL_ERROR: kind(500, 'Something went wrong on our side', true),
  PAYMENT_GATEWAY_UNAVAILABLE: kind(503, 'The payment gateway does not answer now', true),
  SERVICE_UNAVAILABLE: kind(503, 'The service cannot answer now', true),
} as const satisfies Readonly<Record<string, ProblemKind>>;

export type ProblemCode = keyof typeof PROBLEMS;

/** An answer that is an error. Thrown at the edge only; the layers below return their refusals. */
export class Problem extends Error {
  override readonly name = 'Problem';

  /**
   * @param detail what to do next, in words for people
   * @param extensions further members of the problem document, in snake_case
   */
  constructor(
    readonly code: ProblemCode,
    readonly detail: string = PROBLEMS[code].title,
    readonly extensions: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail);
  }

  get status(): number {
    return PROBLEMS[this.code].status;
  }

  /** The document of RFC 9457, with the stable code beside it. */
  toDocument(requestId: string): Readonly<Record<string, unknown>> {
    const { status, title, retryable } = PROBLEMS[this.code];
    return {
      type: `/problems/${this.code.toLowerCase().replaceAll('_', '-')}`,
      title,
      status,
      detail: this.detail,
      error_code: this.code,
      retryable,
      request_id: requestId,
      ...this.extensions,
    };
  }
}
