import { count, integer, OK, SYNTAX, type CommandTable, type Server } from './command.ts';
import { Refusal, Status } from './resp.ts';

/** A glob with `*`, `?` and `[…]` as KEYS takes it. */
function glob(pattern: string): RegExp {
  const source = pattern.replace(/\\(.)|\*|\?|\[(\^?)([^\]]*)\]|[.+^${}()|\\/]/g, (part, escaped, not, set) => {
    if (escaped !== undefined) return `\\${escaped}`;
    if (part === '*') return '[^]*';
    if (part === '?') return '[^]';
    return set === undefined ? `\\${part}` : `[${not}${set.replace(/[\\\]]/g, '\\$&')}]`;
  });
  return new RegExp(`^${source}$`);
}

function ttl(key: string, { store }: Server, unit: number): number {
  if (store.get(key) === null) return -2;
  const expires = store.expiry(key);
  return expires === null ? -1 : Math.ceil((expires - Date.now()) / unit);
}

function expire([key = '', time, condition]: string[], { store }: Server, unit: number): number {
  const expires = Date.now() + integer(time) * unit;
  const now = store.expiry(key);
  switch (condition?.toUpperCase()) {
    case undefined:
      break;
    case 'NX':
      if (now !== null) return 0;
      break;
    case 'XX':
      if (now === null) return 0;
      break;
    case 'GT':
      if (now === null || expires <= now) return 0;
      break;
    case 'LT':
      if (now !== null && expires >= now) return 0;
      break;
    default:
      throw new Refusal(`ERR Unsupported option ${condition}`);
  }
  return Number(store.expire(key, expires));
}

function type([key = '']: string[], { store }: Server): Status {
  const value = store.get(key);
  if (value === null) return new Status('none');
  if (typeof value === 'string') return new Status('string');
  return new Status(Array.isArray(value) ? 'list' : value instanceof Set ? 'set' : 'hash');
}

/** SCAN answers with all that match at once: cursor 0 says that there is no more to come. */
function scan([cursor, ...options]: string[], { store }: Server): [string, string[]] {
  integer(cursor);
  let pattern = '*';
  for (let i = 0; i < options.length; i += 2) {
    const option = options[i]?.toUpperCase();
    if (option === 'MATCH') pattern = options[i + 1] ?? '';
    else if (option !== 'COUNT') throw new Refusal(SYNTAX);
  }
  return ['0', store.keys().filter((key) => glob(pattern).test(key))];
}

/** Commands for keys, whatever they hold. */
export const keyCommands: CommandTable = {
  DEL: [-2, (keys, { store }) => count(keys, (key) => store.delete(key))],
  EXISTS: [-2, (keys, { store }) => count(keys, (key) => store.get(key) !== null)],
  TYPE: [2, type],
  EXPIRE: [-3, (args, server) => expire(args, server, 1000)],
  PEXPIRE: [-3, (args, server) => expire(args, server, 1)],
  PERSIST: [2, ([key = ''], { store }) => Number(store.expiry(key) !== null && store.expire(key, null))],
  TTL: [2, ([key = ''], server) => ttl(key, server, 1000)],
  PTTL: [2, ([key = ''], server) => ttl(key, server, 1)],
  KEYS: [2, ([pattern = ''], { store }) => store.keys().filter((key) => glob(pattern).test(key))],
  SCAN: [-2, scan],
  DBSIZE: [1, (_, { store }) => store.keys().length],
  FLUSHDB: [-1, (_, { store }) => (store.clear(), OK)],
  FLUSHALL: [-1, (_, { store }) => (store.clear(), OK)],
};
