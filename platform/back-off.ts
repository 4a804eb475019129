const FIRST = 500;
const LONGEST = 8_000;

/** After so many crashes in a row without listening in between, only the reader starts the process again. */
export const CRASHES_BEFORE_HOLD = 5;

/**
 * How long to wait before a crashed process is started again, in milliseconds: 0.5 s, 1 s, 2 s … 8 s.
 * @param crashes how often it crashed in a row, from 1
 * @returns null when it is not to be started again by itself
 */
export function backOff(crashes: number): number | null {
  return crashes >= CRASHES_BEFORE_HOLD ? null : Math.min(FIRST * 2 ** (crashes - 1), LONGEST);
}
