/** The tables of header compression (RFC 7541, sections 2.3 and 4, appendix A). */

/** A header field as its bytes are, one character for each. */
export interface Field {
  name: string;
  value: string;
  /** Must never come into a table, here or further on: a secret. */
  neverIndexed: boolean;
}

type Entry = readonly [name: string, value: string];

/** What an entry counts beside its bytes. */
const OVERHEAD = 32;

export const STATIC_TABLE: readonly Entry[] = [
  ':authority',
  [':method', 'GET'],
  [':method', 'POST'],
  [':path', '/'],
  [':path', '/index.html'],
  [':scheme', 'http'],
  [':scheme', 'https'],
  [':status', '200'],
  [':status', '204'],
  [':status', '206'],
  [':status', '304'],
  [':status', '400'],
  [':status', '404'],
  [':status', '500'],
  'accept-charset',
  ['accept-encoding', 'gzip, deflate'],
  ...(
    'accept-language accept-ranges accept access-control-allow-origin age allow authorization cache-control ' +
    'content-disposition content-encoding content-language content-length content-location content-range content-type ' +
    'cookie date etag expect expires from host if-match if-modified-since if-none-match if-range if-unmodified-since ' +
    'last-modified link location max-forwards proxy-authenticate proxy-authorization range referer refresh ' +
    'retry-after server set-cookie strict-transport-security transfer-encoding user-agent vary via www-authenticate'
  ).split(' '),
].map((entry): Entry => (typeof entry === 'string' ? [entry, ''] : (entry as unknown as Entry)));

/** Name → the first index in the static table. */
const staticNames = new Map<string, number>();
/** Name and value → index. */
const staticFields = new Map<string, number>();
const keyOf = (name: string, value: string): string => `${name}\0${value}`;
STATIC_TABLE.forEach(([name, value], at) => {
  if (!staticNames.has(name)) staticNames.set(name, at + 1);
  staticFields.set(keyOf(name, value), at + 1);
});

export const sizeOf = (name: string, value: string): number => name.length + value.length + OVERHEAD;

/** What both ends of a connection have seen of late; the newest entry has the lowest index. */
export class HeaderTable {
  /** Bytes that the entries count. */
  size = 0;
  #capacity: number;
  /** The oldest first. */
  readonly #entries: Entry[] = [];

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** Bytes that the entries may count. */
  get capacity(): number {
    return this.#capacity;
  }

  set capacity(capacity: number) {
    this.#capacity = capacity;
    this.#evict(0);
  }

  /** The entry of an index over both tables, from 1. */
  at(index: number): Entry | undefined {
    if (index <= STATIC_TABLE.length) return STATIC_TABLE[index - 1];
    return this.#entries[this.#entries.length - (index - STATIC_TABLE.length)];
  }

  /** One that is larger than the whole table empties it. */
  add(name: string, value: string): void {
    const size = sizeOf(name, value);
    this.#evict(size);
    if (size > this.#capacity) return;
    this.#entries.push([name, value]);
    this.size += size;
  }

  /** Where a field is (`whole`), or at least its name; 0 when it is nowhere. */
  find(name: string, value: string): { index: number; whole: boolean } {
    const fixed = staticFields.get(keyOf(name, value));
    if (fixed !== undefined) return { index: fixed, whole: true };
    let named = staticNames.get(name) ?? 0;
    for (let at = this.#entries.length - 1; at >= 0; at--) {
      const [entryName, entryValue] = this.#entries[at] as Entry;
      if (entryName !== name) continue;
      const index = STATIC_TABLE.length + this.#entries.length - at;
      if (entryValue === value) return { index, whole: true };
      named ||= index;
    }
    return { index: named, whole: false };
  }

  #evict(room: number): void {
    while (this.size + room > this.#capacity) {
      const oldest = this.#entries.shift();
      if (!oldest) return;
      this.size -= sizeOf(...oldest);
    }
  }
}
