declare const brand: unique symbol;

/** A primitive that the compiler keeps apart from others of its kind. */
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };

export type OrderId = Brand<string, 'OrderId'>;
export type CustomerId = Brand<string, 'CustomerId'>;
export type RestaurantId = Brand<string, 'RestaurantId'>;
export type CourierId = Brand<string, 'CourierId'>;
export type AddressId = Brand<string, 'AddressId'>;
export type ItemId = Brand<string, 'ItemId'>;
export type CartId = Brand<string, 'CartId'>;
export type PaymentId = Brand<string, 'PaymentId'>;
export type RefundId = Brand<string, 'RefundId'>;
/** One online spell of a courier: `<courier id>-<number of the spell>`. */
export type ShiftId = Brand<string, 'ShiftId'>;

/** Names a string that was checked at an edge (a parsed request, a stored event) as an id of one kind. */
export const asId = <Id extends string>(value: string): Id => value as Id;
