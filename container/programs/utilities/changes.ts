/** How one list of lines becomes another: the shortest way, by Myers' algorithm in linear space. */

/** Lines that are replaced: `removed` of the first list from `at` on by `added` of the second from `to` on. */
export interface Change {
  at: number;
  removed: number;
  to: number;
  added: number;
}

/** The changes between two lists, in order. Lines are the same when their texts are. */
export function changesBetween(first: readonly string[], second: readonly string[]): Change[] {
  const numbers = new Map<string, number>();
  const numbered = (lines: readonly string[]) =>
    lines.map((line) => {
      const known = numbers.get(line) ?? numbers.size;
      numbers.set(line, known);
      return known;
    });
  const [a, b] = [numbered(first), numbered(second)];
  const changes: Change[] = [];
  compare(a, b, { fromA: 0, toA: a.length, fromB: 0, toB: b.length }, changes);
  return settled(changes, a, b);
}

/** A stretch of each list. */
interface Box {
  fromA: number;
  toA: number;
  fromB: number;
  toB: number;
}

/** Adds the changes of a box, in order. */
function compare(a: number[], b: number[], box: Box, changes: Change[]): void {
  let { fromA, toA, fromB, toB } = box;
  while (fromA < toA && fromB < toB && a[fromA] === b[fromB]) {
    fromA++;
    fromB++;
  }
  while (fromA < toA && fromB < toB && a[toA - 1] === b[toB - 1]) {
    toA--;
    toB--;
  }
  if (fromA === toA || fromB === toB) {
    if (fromA < toA || fromB < toB) changes.push({ at: fromA, removed: toA - fromA, to: fromB, added: toB - fromB });
    return;
  }
  const [x, y] = meetingPoint(a, b, { fromA, toA, fromB, toB });
  compare(a, b, { fromA, toA: x, fromB, toB: y }, changes);
  compare(a, b, { fromA: x, toA, fromB: y, toB }, changes);
}

/**
 * How far one gets on each diagonal (x - y) of a box with a number of edits, from one of its corners. Coordinates count
 * from that corner.
 */
class Reach {
  readonly #far: Int32Array;
  readonly #width: number;
  readonly #height: number;
  readonly #same: (x: number, y: number) => boolean;

  constructor(width: number, height: number, same: (x: number, y: number) => boolean) {
    this.#width = width;
    this.#height = height;
    this.#same = same;
    this.#far = new Int32Array(width + height + 3).fill(-1);
  }

  /** x of the farthest point on a diagonal; -1: none yet. */
  at(diagonal: number): number {
    return this.#far[diagonal + this.#height + 1] ?? -1;
  }

  /** One edit more on a diagonal, and what is the same behind it. @returns the farthest x, -1 when there is no point */
  step(diagonal: number, isFirst: boolean): number {
    const right = this.at(diagonal - 1);
    const down = this.at(diagonal + 1);
    let x = isFirst ? 0 : this.at(diagonal);
    if (right >= 0 && right < this.#width) x = Math.max(x, right + 1);
    if (down >= 0 && down - diagonal <= this.#height) x = Math.max(x, down);
    if (x < 0) return -1;
    while (x < this.#width && x - diagonal < this.#height && this.#same(x, x - diagonal)) x++;
    this.#far[diagonal + this.#height + 1] = x;
    return x;
  }
}

/** A point in the middle of a shortest way through a box: where those from its two corners meet. */
function meetingPoint(a: number[], b: number[], { fromA, toA, fromB, toB }: Box): [x: number, y: number] {
  const [width, height] = [toA - fromA, toB - fromB];
  const forward = new Reach(width, height, (x, y) => a[fromA + x] === b[fromB + y]);
  const backward = new Reach(width, height, (x, y) => a[toA - 1 - x] === b[toB - 1 - y]);
  const delta = width - height;
  for (let edits = 0; ; edits++) {
    for (const [own, other] of [
      [forward, backward],
      [backward, forward],
    ] as const) {
      for (let diagonal = edits; diagonal >= -edits; diagonal -= 2) {
        if (diagonal > width || diagonal < -height) continue;
        const x = own.step(diagonal, edits === 0);
        const opposite = other.at(delta - diagonal);
        if (x < 0 || opposite < 0 || x + opposite < width) continue;
        const y = x - diagonal;
        return own === forward ? [fromA + x, fromB + y] : [toA - x, toB - y];
      }
    }
  }
}

/**
 * Where lines were only added, or only removed, and the lines behind are the same as the first of them, the change can
 * as well be further down. It goes there, as diff has it, and becomes one with the next when it gets to it.
 */
function settled(changes: Change[], a: number[], b: number[]): Change[] {
  const done: Change[] = [];
  for (const change of changes.toReversed()) {
    const next = done.at(-1);
    const lines = change.removed > 0 ? a : b;
    const isOneSided = change.removed === 0 || change.added === 0;
    const limit = next ? next.at - change.at - change.removed : a.length - change.at - change.removed;
    for (let moved = 0; isOneSided && moved < limit; moved++) {
      const first = change.removed > 0 ? change.at : change.to;
      if (lines[first] !== lines[first + change.removed + change.added]) break;
      change.at++;
      change.to++;
    }
    if (next && change.at + change.removed === next.at) {
      done.pop();
      done.push({ ...change, removed: change.removed + next.removed, added: change.added + next.added });
    } else done.push(change);
  }
  return done.reverse();
}
