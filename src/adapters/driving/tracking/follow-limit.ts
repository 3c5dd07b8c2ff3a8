/** How many sockets and streams of one account may follow one order at a time. */
export const MAX_PER_ACCOUNT = 5;

/** Counts who follows what, so that nobody holds more connections of an order than a person needs. */
export class FollowLimit {
  private readonly counts = new Map<string, number>();

  /** A place, to be given back; undefined when all are taken. Giving it back twice does no harm. */
  take(accountId: string, orderId: string): (() => void) | undefined {
    const key = `${accountId} ${orderId}`;
    const count = this.counts.get(key) ?? 0;
    if (count >= MAX_PER_ACCOUNT) return undefined;
    this.counts.set(key, count + 1);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      const left = (this.counts.get(key) ?? 1) - 1;
      if (left === 0) this.counts.delete(key);
      else this.counts.set(key, left);
    };
  }
}
