/** How often something happened: faults, events, ways of people. What never happened was not tested. */
export class Counts {
  private readonly byName = new Map<string, number>();

  add(name: string, times = 1): void {
    this.byName.set(name, this.of(name) + times);
  }

  of(name: string): number {
    return this.byName.get(name) ?? 0;
  }

  addAll(other: Counts): void {
    for (const [name, times] of other.byName) this.add(name, times);
  }

  /** In the order of their names. */
  entries(): readonly (readonly [string, number])[] {
    return [...this.byName].sort(([a], [b]) => (a < b ? -1 : 1));
  }
}
