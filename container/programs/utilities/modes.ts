/** Modes of files, as chmod, find and the shell's umask have them. */

const BITS: Record<string, number> = { r: 0o444, w: 0o222, x: 0o111 };
const WHO: Record<string, number> = { u: 0o4700, g: 0o2070, o: 0o1007, a: 0o7777 };
const SHIFT: Record<string, number> = { u: 6, g: 3, o: 0 };

/** What a mode makes of the one that is there. */
export type ModeChange = (mode: number, isDirectory: boolean) => number;

/**
 * Reads `755`, `u+x,go-w`, `a=rX`, `g=u`.
 * @param umask what a clause without `ugoa` leaves out
 * @returns null when it is none
 */
export function parseMode(text: string, umask: number): ModeChange | null {
  if (/^[0-7]{1,4}$/.test(text)) return () => parseInt(text, 8);
  const clauses = text.split(',').map((each) => /^([ugoa]*)((?:[-+=](?:[ugo]|[rwxXst]*))+)$/.exec(each));
  if (text === '' || clauses.some((each) => each === null)) return null;
  return (mode, isDirectory) => {
    let now = mode;
    for (const [, who = '', actions = ''] of clauses as RegExpExecArray[]) {
      const mask = who === '' ? 0o7777 & ~umask : [...who].reduce((sum, letter) => sum | WHO[letter]!, 0);
      for (const [, sign, what = ''] of actions.matchAll(/([-+=])([^-+=]*)/g)) {
        const bits = bitsOf(what, now, isDirectory) & mask;
        if (sign === '+') now |= bits;
        else if (sign === '-') now &= ~bits;
        // A directory keeps what sets ids, as coreutils has it.
        else now = (now & ~(mask & (isDirectory ? 0o1777 : 0o7777))) | bits;
      }
    }
    return now;
  };
}

function bitsOf(what: string, mode: number, isDirectory: boolean): number {
  const copied = SHIFT[what];
  if (copied !== undefined) return ((mode >> copied) & 7) * 0o111;
  let bits = 0;
  for (const letter of what) {
    if (letter === 'X') bits |= isDirectory || mode & 0o111 ? 0o111 : 0;
    else if (letter === 's') bits |= 0o6000;
    else if (letter === 't') bits |= 0o1000;
    else bits |= BITS[letter]!;
  }
  return bits;
}

/** `rwxr-xr-x`, with `s` and `t` where they are set. */
export function letters(mode: number): string {
  const bits = [...'rwxrwxrwx'].map((letter, at) => (mode & (0o400 >> at) ? letter : '-'));
  const special = (at: number, bit: number, letter: string) => {
    if (mode & bit) bits[at] = bits[at] === 'x' ? letter : letter.toUpperCase();
  };
  special(2, 0o4000, 's');
  special(5, 0o2000, 's');
  special(8, 0o1000, 't');
  return bits.join('');
}
