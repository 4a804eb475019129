/**
 * To the nearest hundred; a half goes up.
 *
 * @param {number} value
 */
export function round(value) {
  return Math.round(value / 100) * 100;
}
