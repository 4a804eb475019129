/**
 * The lines of `first` that are not in `second`, by the longest common subsequence of lines. Indentation and blank
 * lines do not count as differences.
 * @returns 0-based line numbers of `first`
 */
export function linesOnlyInFirst(first: string, second: string): Set<number> {
  const a = first.split('\n').map((line) => line.trim());
  const b = second.split('\n').map((line) => line.trim());
  const common = commonLengths(a, b);
  const only = new Set<number>();
  let i = 0;
  let j = 0;
  while (i < a.length) {
    if (j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (j < b.length && common[i]![j + 1]! > common[i + 1]![j]!) {
      j += 1;
    } else {
      if (a[i] !== '') only.add(i);
      i += 1;
    }
  }
  return only;
}

/** `[i][j]`: how long the longest common subsequence of `a` from `i` on and `b` from `j` on is. */
function commonLengths(a: readonly string[], b: readonly string[]): number[][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      lengths[i]![j] = a[i] === b[j] ? lengths[i + 1]![j + 1]! + 1 : Math.max(lengths[i + 1]![j]!, lengths[i]![j + 1]!);
    }
  }
  return lengths;
}
