/**
 * An amount with tax, or what is wrong with it.
 *
 * @param {number} net
 * @param {number} percent
 */
export function quote(net, percent) {
  if (!Number.isFinite(net)) return { problem: 'An amount is a number.' };
  if (net < 0) return { problem: 'An amount is positive.' };
  return { total: Number(((net * (100 + percent)) / 100).toFixed(2)) };
}
