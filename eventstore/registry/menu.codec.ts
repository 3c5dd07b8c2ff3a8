import { z } from 'zod';
import type { ItemId } from '../../src/domain/kernel/ids';
import type { MenuEvent } from '../../src/domain/menu/menu';
import type { MenuCategory, MenuItem, OptionGroup } from '../../src/domain/menu/menu-content';
import { branded, Codec } from './codec';
import { currencySchema, instantSchema, minorSchema } from './schemas';

const itemId = branded<ItemId>();

const groupSchema: z.ZodType<OptionGroup> = z.object({
  groupId: z.string(),
  name: z.string(),
  required: z.boolean(),
  maxSelections: z.int().nullable(),
  options: z.array(z.object({ optionId: z.string(), label: z.string(), priceMinor: minorSchema })),
});

const itemSchema: z.ZodType<MenuItem> = z.object({
  itemId,
  name: z.string(),
  description: z.string(),
  priceMinor: minorSchema,
  isVeg: z.boolean(),
  isBestseller: z.boolean(),
  image: z.string().nullable(),
  nutrition: z
    .object({ calories: z.number(), protein: z.number(), carbs: z.number(), fat: z.number() })
    .nullable(),
  groups: z.array(groupSchema),
});

const categorySchema: z.ZodType<MenuCategory> = z.object({
  categoryId: z.string(),
  name: z.string(),
  items: z.array(itemSchema),
});

const at = instantSchema;
const version = z.int();
const hash = z.string();

/** A menu's events as they are stored. A form that was released is never edited: it gains a version. */
export const menuCodec = new Codec<MenuEvent>({
  MenuPublished: {
    version: 1,
    schema: z.object({ version, hash, currency: currencySchema, categories: z.array(categorySchema), at }),
  },
  ItemPriceChanged: {
    version: 1,
    schema: z.object({ itemId, priceMinor: minorSchema, version, hash, at }),
  },
  ItemAvailabilityChanged: {
    version: 2,
    schema: z.object({ itemId, available: z.boolean(), until: instantSchema.nullable(), at }),
    // What was sold out was so until somebody said otherwise.
    upcast: { 1: (data) => ({ ...data, until: null }) },
  },
});
