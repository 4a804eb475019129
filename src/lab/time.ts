/**
 * Settles as `promise` does, or rejects when that takes too long.
 * @param limit milliseconds
 * @param late makes the error to reject with
 */
export function within<T>(limit: number, promise: Promise<T>, late: () => Error): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(late()), limit);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** Tells whether `promise` fulfilled within `limit` milliseconds. */
export function settlesWithin(limit: number, promise: Promise<unknown>): Promise<boolean> {
  return within(limit, promise, () => new Error('too late')).then(
    () => true,
    () => false,
  );
}

/** A span of milliseconds as minutes and seconds: `1:07`. */
export function clock(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A moment as the reader's clock shows it, with milliseconds: `12:04:29.002`. */
export function timeOfDay(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const milliseconds = String(date.getMilliseconds()).padStart(3, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${milliseconds}`;
}
