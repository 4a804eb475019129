/**
 * @param {number} value in some unit
 * @param {number} perCent how many of that unit make a cent
 */
export function toCents(value, perCent) {
  return value / perCent;
}

/** @param {number} cents */
export function format(cents) {
  return (cents / 100).toFixed(2);
}
