/** How often what happened. */
export class Tally {
  private readonly counts = new Map<string, number>();

  add(what: string | number): void {
    const name = String(what);
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
  }

  of(what: string | number): number {
    return this.counts.get(String(what)) ?? 0;
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }

  /** The most frequent first. */
  toJSON(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.counts].sort(([, one], [, other]) => other - one));
  }
}
