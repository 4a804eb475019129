/**
 * The histogram behind `perf_hooks.createHistogram`: counts of values in buckets that keep a number of significant
 * figures (Gil Tene's HdrHistogram, by the buckets of the C library that Node has).
 */

/** Calls back again and again, every so many milliseconds, until what it answers is called; nothing waits for it. */
export type Repeat = (callback: () => void, milliseconds: number) => () => void;

/** What it says of the least value when it has none: the largest number of 64 bits. */
const NO_MINIMUM = 2 ** 63;

type Value = number | bigint;

export class Histogram {
  /** How many values a bucket tells apart. */
  readonly #subBuckets: number;
  readonly #unit: number;
  readonly #highest: number;
  /** By the lowest value that is the same for it. */
  #counts = new Map<number, number>();
  #count = 0;
  #exceeds = 0;
  #least = NO_MINIMUM;
  #greatest = 0;
  /** When a difference of time was recorded last, in nanoseconds; 0 for never. */
  #recordedAt = 0;
  readonly #now: () => number;

  /** @param now nanoseconds of the process's clock */
  constructor(lowest: Value, highest: Value, figures: number, now: () => number) {
    this.#now = now;
    this.#subBuckets = 2 ** Math.ceil(Math.log2(2 * 10 ** figures));
    this.#unit = 2 ** Math.floor(Math.log2(Number(lowest)));
    this.#highest = Number(highest);
  }

  record(value: Value): void {
    this.#add(Number(value), 1);
  }

  recordDelta(): void {
    const now = this.#now();
    if (this.#recordedAt > 0) this.#add(now - this.#recordedAt, 1);
    this.#recordedAt = now;
  }

  add(other: Histogram): void {
    for (const [value, count] of other.#counts) this.#add(value, count);
    this.#least = Math.min(this.#least, other.#least);
    this.#greatest = Math.max(this.#greatest, other.#greatest);
    this.#exceeds += other.#exceeds;
    this.#recordedAt = Math.max(this.#recordedAt, other.#recordedAt);
  }

  reset(): void {
    this.#counts = new Map();
    this.#count = this.#exceeds = this.#greatest = this.#recordedAt = 0;
    this.#least = NO_MINIMUM;
  }

  count(): number {
    return this.#count;
  }

  exceeds(): number {
    return this.#exceeds;
  }

  min(): number {
    return this.#least === NO_MINIMUM ? NO_MINIMUM : this.#lowestLike(this.#least);
  }

  max(): number {
    return this.#count === 0 ? 0 : this.#highestLike(this.#greatest);
  }

  mean(): number {
    // Exact, as integers of 64 bits are.
    let sum = 0n;
    for (const [value, count] of this.#counts) sum += BigInt(this.#middle(value)) * BigInt(count);
    return Number(sum) / this.#count;
  }

  stddev(): number {
    const mean = this.mean();
    let sum = 0;
    for (const [value, count] of this.#sorted()) sum += (this.#middle(value) - mean) ** 2 * count;
    return Math.sqrt(sum / this.#count);
  }

  percentile(percentile: number): number {
    const wanted = Math.max(1, Math.floor((Math.min(percentile, 100) / 100) * this.#count + 0.5));
    let seen = 0;
    for (const [value, count] of this.#sorted()) {
      seen += count;
      if (seen >= wanted) return this.#highestLike(value);
    }
    return this.#highestLike(0);
  }

  /** Fills in the values at the percentiles that halve what is left again and again. */
  percentiles(map: Map<number, Value>, convert: (value: number) => Value = (value) => value): void {
    let seen = 0;
    let next = 0;
    let last = 0;
    for (const [value, count] of this.#sorted()) {
      seen += count;
      last = value;
      const reached = (100 * seen) / this.#count;
      while (next <= reached && next < 100) {
        map.set(next, convert(value));
        if (seen >= this.#count) break;
        const halves = Math.floor(Math.log(100 / (100 - next)) / Math.log(2)) + 1;
        next += 100 / 2 ** halves;
      }
    }
    map.set(100, convert(last));
  }

  countBigInt(): bigint {
    return BigInt(this.count());
  }

  exceedsBigInt(): bigint {
    return BigInt(this.exceeds());
  }

  minBigInt(): bigint {
    return this.#least === NO_MINIMUM ? 2n ** 63n - 1n : BigInt(this.min());
  }

  maxBigInt(): bigint {
    return BigInt(this.max());
  }

  percentileBigInt(percentile: number): bigint {
    return BigInt(this.percentile(percentile));
  }

  percentilesBigInt(map: Map<number, Value>): void {
    this.percentiles(map, BigInt);
  }

  #add(value: number, count: number): void {
    if (value < 0 || value > this.#highest) {
      this.#exceeds += count;
      return;
    }
    const like = this.#lowestLike(value);
    this.#counts.set(like, (this.#counts.get(like) ?? 0) + count);
    this.#count += count;
    this.#least = Math.min(this.#least, value);
    this.#greatest = Math.max(this.#greatest, value);
  }

  #sorted(): [value: number, count: number][] {
    return [...this.#counts].sort(([one], [other]) => one - other);
  }

  /** The middle of the values that are the same. */
  #middle(value: number): number {
    return value + Math.floor(this.#width(value) / 2);
  }

  /** How many values are the same as this one. */
  #width(value: number): number {
    let width = this.#unit;
    while (value >= this.#subBuckets * width) width *= 2;
    return width;
  }

  #lowestLike(value: number): number {
    const width = this.#width(value);
    return Math.floor(value / width) * width;
  }

  #highestLike(value: number): number {
    return this.#lowestLike(value) + this.#width(value) - 1;
  }
}

/** Counts, in nanoseconds, how far apart the calls of a timer come: behind `perf_hooks.monitorEventLoopDelay`. */
export class DelayHistogram extends Histogram {
  readonly #interval: number;
  readonly #repeat: Repeat;
  #stop: (() => void) | null = null;

  /** @param interval in milliseconds */
  constructor(interval: number, now: () => number, repeat: Repeat) {
    super(1, 3_600_000_000_000, 3, now);
    this.#interval = interval;
    this.#repeat = repeat;
  }

  start(reset: boolean): void {
    if (this.#stop) return;
    if (reset) this.reset();
    this.#stop = this.#repeat(() => this.recordDelta(), this.#interval);
  }

  stop(): void {
    this.#stop?.();
    this.#stop = null;
  }
}
