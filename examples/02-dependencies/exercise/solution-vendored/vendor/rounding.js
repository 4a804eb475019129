// Copied from rounding 1.4.0 and what it needs; ours to keep up to date from now on.

/**
 * A price with its tax, in cents; half a cent goes up.
 *
 * @param {number} net in cents
 * @param {number} percent
 */
export function withTax(net, percent) {
  return Math.round((net * (100 + percent)) / 100);
}

/** @param {number} cents */
export function format(cents) {
  return (cents / 100).toFixed(2);
}
