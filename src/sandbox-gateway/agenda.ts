import type { Moment } from './book-records';

/** Things that are due at some moment, soonest first; of one moment, in the order they were added. */
export class Agenda<T> {
  private readonly entries: { readonly due: Moment; readonly what: T }[] = [];

  add(due: Moment, what: T): void {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.entries[middle]?.due ?? '') <= due) low = middle + 1;
      else high = middle;
    }
    this.entries.splice(low, 0, { due, what });
  }

  /** Takes the next thing off that is due by then. */
  take(by: Moment): { readonly due: Moment; readonly what: T } | undefined {
    const [first] = this.entries;
    return first !== undefined && first.due <= by ? this.entries.shift() : undefined;
  }

  get nextDue(): Moment | null {
    return this.entries[0]?.due ?? null;
  }
}
