/** Headers as the library hands them over: one string of names, values and flags, and how many there are. */

import type { Field } from './header-table.ts';

export type HeaderList = [text: string, count: number];

/** A field that everybody refuses: what stands for a list that has a NUL in a name or a value. */
const REFUSED: Field = { name: '\0', value: '\0', neverIndexed: false };
const NO_INDEX = 1;

export function readHeaderList([text, count]: HeaderList): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < text.length;) {
    if (fields.length === count) return [REFUSED];
    const nameEnd = text.indexOf('\0', at);
    const valueEnd = text.indexOf('\0', nameEnd + 1);
    if (nameEnd < 0 || valueEnd < 0) return [REFUSED];
    fields.push({
      name: bytesOf(text.slice(at, nameEnd)),
      value: bytesOf(text.slice(nameEnd + 1, valueEnd)),
      neverIndexed: (text.charCodeAt(valueEnd + 1) & NO_INDEX) !== 0,
    });
    at = valueEnd + 2;
  }
  return fields;
}

/** The low byte of each character, which is all that C++ takes. */
const bytesOf = (text: string): string =>
  /[^\0-\xff]/.test(text)
    ? text.replace(/[^\0-\xff]/g, (unit) => String.fromCharCode(unit.charCodeAt(0) & 0xff))
    : text;
