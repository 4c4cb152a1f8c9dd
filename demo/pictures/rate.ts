/** Counts what happened within the last two seconds. */
export class Rate {
  #times: number[] = [];

  /** Counts one more; answers how many there are a second. */
  add(now: number): number {
    this.#times = [...this.#times, now].filter((time) => time > now - 2000);
    const first = this.#times[0] ?? now;
    return now > first ? ((this.#times.length - 1) * 1000) / (now - first) : 0;
  }

  clear(): void {
    this.#times = [];
  }
}
