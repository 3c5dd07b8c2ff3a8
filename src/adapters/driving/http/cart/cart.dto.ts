import { createZodDto } from 'nestjs-zod';
import { z } from 'zod';
import { CART_LIMITS } from '../../../../domain/cart/cart';
import { REORDER_CHANGES } from '../../../../domain/cart/reorder';

export class AddItemDto extends createZodDto(
  z.object({
    restaurant_id: z.uuid(),
    item_id: z.string().min(1).max(100),
    quantity: z.number().int().min(1).max(CART_LIMITS.quantity).default(1),
    customizations: z
      .array(z.string().min(1).max(100))
      .max(CART_LIMITS.optionsOfLine)
      .default([])
      .describe('Ids of the options chosen, from the menu'),
    replace_cart: z.boolean().default(false).describe('Give up a cart of another restaurant'),
  }),
) {}

export class ChangeItemDto extends createZodDto(
  z.object({ quantity: z.number().int().min(0).max(CART_LIMITS.quantity).describe('0 removes the line') }),
) {}

export class OrderAgainDto extends createZodDto(
  z.object({ replace: z.boolean().default(false).describe('Give up a cart of something else') }),
) {}

export class LineParamDto extends createZodDto(z.object({ line_id: z.string().min(1).max(2000) })) {}

export class CartQueryDto extends createZodDto(
  z.object({ address_id: z.uuid().optional().describe('Where to; the default address if left out') }),
) {}

const option = z.object({
  group: z.string(),
  label: z.string(),
  price: z.number(),
  price_minor: z.number().int(),
});

const line = z.object({
  line_id: z.string(),
  item_id: z.string(),
  name: z.string(),
  quantity: z.number().int(),
  price: z.number(),
  price_minor: z.number().int(),
  customizations: z.array(option),
  total: z.number(),
  total_minor: z.number().int(),
});

const bill = z.object({
  currency: z.string(),
  subtotal: z.number(),
  subtotal_minor: z.number().int(),
  taxes: z.number(),
  taxes_minor: z.number().int(),
  delivery_fee: z.number(),
  delivery_fee_minor: z.number().int(),
  platform_fee: z.number(),
  platform_fee_minor: z.number().int(),
  discount: z.number(),
  discount_minor: z.number().int(),
  total_amount: z.number(),
  total_amount_minor: z.number().int(),
});

const change = z.object({
  line_id: z.string(),
  item_id: z.string(),
  name: z.string(),
  old_price_minor: z.number().int(),
  new_price_minor: z.number().int(),
});

/** Shared with orders: what was or will be paid, and for what. */
export const lineSchema = line;
export const billSchema = bill;

export class CartDto extends createZodDto(
  z.object({
    cart_id: z.string().nullable().describe('null: the cart is empty'),
    restaurant_id: z.string().nullable(),
    items: z.array(
      line.extend({ available: z.boolean().describe('false: it cannot be ordered like this now') }),
    ),
    bill: bill.nullable(),
    price_changes: z.array(change),
    quote: z
      .object({
        quote_hash: z.string(),
        address_id: z.string(),
        expires_at: z.string(),
        distance_metres: z.number().int(),
      })
      .nullable()
      .describe('Send its hash with the order: what is charged is then what was shown'),
    not_orderable: z
      .object({
        error_code: z.string(),
        detail: z.string(),
        details: z.record(z.string(), z.unknown()).describe('As the problem has them: items, opens_at, …'),
      })
      .nullable()
      .describe('Why it cannot be ordered now; null when it can'),
    updated_at: z.string().nullable(),
  }),
) {}

export class OrderedAgainDto extends createZodDto(
  z.object({
    cart: CartDto.schema,
    restaurant: z.object({
      id: z.string(),
      name: z.string(),
      is_open: z.boolean().describe('Whether it takes orders now'),
      opens_at: z.string().nullable(),
    }),
    changes: z
      .array(z.looseObject({ what: z.enum(REORDER_CHANGES), item_id: z.string(), name: z.string() }))
      .describe('What is not as it was ordered'),
  }),
) {}
