/**
 * Draws up a report: nothing but arithmetic, so that nothing
 * else runs in this process meanwhile.
 *
 * @param {number} size
 */
export function report(size) {
  let sum = 0;
  for (let n = 2; n < size; n++) {
    let prime = true;
    for (let d = 2; d * d <= n && prime; d++) prime = n % d !== 0;
    if (prime) sum += n;
  }
  return sum;
}
