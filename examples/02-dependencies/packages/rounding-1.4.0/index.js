import { toCents } from 'cents';
import { round } from 'halves';

/**
 * A price with its tax, in cents.
 *
 * @param {number} net in cents
 * @param {number} percent
 */
export function withTax(net, percent) {
  return toCents(round(net * (100 + percent)), 100);
}
