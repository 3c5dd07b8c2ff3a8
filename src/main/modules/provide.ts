import type { FactoryProvider } from '@nestjs/common';

type Constructor<T, Args extends readonly unknown[]> = new (...args: Args) => T;

/** The tokens of constructor arguments: the classes themselves, abstract where they are ports. */
type Tokens<Args extends readonly unknown[]> = {
  readonly [I in keyof Args]: abstract new (...args: never[]) => Args[I];
};

/** Provides a class that knows nothing of Nest: its constructor's arguments come from these tokens. */
export const provide = <T, Args extends readonly unknown[]>(
  type: Constructor<T, Args>,
  inject: Tokens<Args>,
): FactoryProvider<T> => ({
  provide: type,
  inject: [...inject] as NonNullable<FactoryProvider['inject']>,
  useFactory: (...args: unknown[]) => new type(...(args as unknown as Args)),
});
