import { Refusal, Status, type Reply, type Version } from './resp.ts';
import type { Store } from './store.ts';

/** What one connection has said about itself. */
export interface Session {
  version: Version;
  authenticated: boolean;
  /** Commands between MULTI and EXEC; null outside. */
  queued: string[][] | null;
}

export interface Server {
  store: Store;
  password: string;
  /** Ends the server, writing its data down first if `save`. */
  shutdown: (save: boolean) => void;
}

interface Command {
  /** How many words the command has, itself included; negative: at least so many. */
  arity: number;
  run: (args: string[], server: Server, session: Session) => Reply;
}

const OK = new Status('OK');
const SYNTAX = 'ERR syntax error';

/** Carries out one command, or refuses it. */
export function execute(words: string[], server: Server, session: Session): Reply {
  const [name = '', ...args] = words;
  const command = COMMANDS.get(name.toUpperCase());
  try {
    if (!command)
      throw new Refusal(`ERR unknown command '${name}', with args beginning with: ${args.slice(0, 3).join(' ')}`);
    const { arity } = command;
    if (arity < 0 ? words.length < -arity : words.length !== arity) {
      throw new Refusal(`ERR wrong number of arguments for '${name.toLowerCase()}' command`);
    }
    if (!session.authenticated && !['AUTH', 'HELLO'].includes(name.toUpperCase())) {
      throw new Refusal('NOAUTH Authentication required.');
    }
    if (session.queued && !['EXEC', 'DISCARD', 'MULTI'].includes(name.toUpperCase())) {
      session.queued.push(words);
      return new Status('QUEUED');
    }
    return command.run(args, server, session);
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

function integer(text: string | undefined): number {
  if (text === undefined || !/^-?\d{1,15}$/.test(text))
    throw new Refusal('ERR value is not an integer or out of range');
  return Number(text);
}

function authenticate(password: string | undefined, server: Server, session: Session): void {
  if (password !== server.password) throw new Refusal('WRONGPASS invalid username-password pair or user is disabled.');
  session.authenticated = true;
}

function hello(args: string[], server: Server, session: Session): Reply {
  const version = args.length === 0 ? session.version : integer(args[0]);
  if (version !== 2 && version !== 3) throw new Refusal('NOPROTO unsupported protocol version');
  const auth = args.findIndex((word) => word.toUpperCase() === 'AUTH');
  if (auth > 0) authenticate(args[auth + 2], server, session);
  if (!session.authenticated) {
    throw new Refusal('NOAUTH HELLO must be called with the client already authenticated, or with the AUTH option');
  }
  session.version = version;
  return new Map<string, Reply>([
    ['server', 'redis'],
    ['version', '7.4.0'],
    ['proto', version],
    ['id', 1],
    ['mode', 'standalone'],
    ['role', 'master'],
    ['modules', []],
  ]);
}

function set([key = '', value = '', ...options]: string[], { store }: Server): Reply {
  let expires: number | null = null;
  let only: 'NX' | 'XX' | null = null;
  let returnOld = false;
  for (let i = 0; i < options.length; i++) {
    const option = options[i]?.toUpperCase();
    if (option === 'EX') expires = Date.now() + positive(options[++i], 'set') * 1000;
    else if (option === 'PX') expires = Date.now() + positive(options[++i], 'set');
    else if (option === 'EXAT') expires = positive(options[++i], 'set') * 1000;
    else if (option === 'PXAT') expires = positive(options[++i], 'set');
    else if (option === 'KEEPTTL') expires = store.expiry(key);
    else if (option === 'NX' || option === 'XX') only = option;
    else if (option === 'GET') returnOld = true;
    else throw new Refusal(SYNTAX);
  }
  const old = returnOld ? store.string(key) : null;
  const there = store.get(key) !== null;
  if (only !== null && there !== (only === 'XX')) return returnOld ? old : null;
  store.put(key, value, expires);
  return returnOld ? old : OK;
}

function positive(text: string | undefined, name: string): number {
  const number = integer(text);
  if (number <= 0) throw new Refusal(`ERR invalid expire time in '${name}' command`);
  return number;
}

function increment(key: string, by: number, { store }: Server): number {
  const sum = integer(store.string(key) ?? '0') + by;
  store.put(key, String(sum));
  return sum;
}

/** A list, set or hash to change, made when there is none; an empty one is removed again. */
function change<V extends string[] | Set<string> | Map<string, string>>(
  { store }: Server,
  key: string,
  found: V | null,
  empty: V,
  edit: (value: V) => Reply,
): Reply {
  const value = found ?? empty;
  const reply = edit(value);
  if ((Array.isArray(value) ? value.length : value.size) === 0) store.delete(key);
  else store.put(key, value);
  return reply;
}

function count(items: string[], does: (item: string) => boolean): number {
  return items.filter(does).length;
}

function range(list: string[], from: number, to: number): string[] {
  const at = (index: number) => (index < 0 ? Math.max(0, list.length + index) : index);
  return list.slice(at(from), to < 0 ? list.length + to + 1 : to + 1);
}

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

function pairs(words: string[], name: string): [string, string][] {
  if (words.length % 2) throw new Refusal(`ERR wrong number of arguments for '${name}' command`);
  return words.flatMap((word, i) => (i % 2 ? [] : [[word, words[i + 1] ?? ''] as [string, string]]));
}

function exec(_: string[], server: Server, session: Session): Reply {
  const queued = session.queued;
  if (!queued) throw new Refusal('ERR EXEC without MULTI');
  session.queued = null;
  return queued.map((words) => execute(words, server, session));
}

function client([action = '', name]: string[]): Reply {
  if (action.toUpperCase() === 'SETINFO' || action.toUpperCase() === 'SETNAME') return OK;
  if (action.toUpperCase() === 'ID') return 1;
  throw new Refusal(`ERR unknown subcommand '${action}'${name === undefined ? '' : ` (${name})`}`);
}

/** arity and run of every command that this store knows. */
const TABLE: Record<string, [number, Command['run']]> = {
  // Connection
  HELLO: [-1, hello],
  AUTH: [-2, (args, server, session) => (authenticate(args.at(-1), server, session), OK)],
  PING: [-1, ([text]) => text ?? new Status('PONG')],
  ECHO: [2, ([text = '']) => text],
  SELECT: [2, ([index]) => (index === '0' ? OK : new Refusal('ERR DB index is out of range'))],
  CLIENT: [-2, client],
  SHUTDOWN: [-1, ([how], server) => (server.shutdown(how?.toUpperCase() !== 'NOSAVE'), OK)],
  // Keys
  DEL: [-2, (keys, { store }) => count(keys, (key) => store.delete(key))],
  EXISTS: [-2, (keys, { store }) => count(keys, (key) => store.get(key) !== null)],
  EXPIRE: [-3, ([key = '', seconds], { store }) => Number(store.expire(key, Date.now() + integer(seconds) * 1000))],
  PEXPIRE: [-3, ([key = '', ms], { store }) => Number(store.expire(key, Date.now() + integer(ms)))],
  PERSIST: [2, ([key = ''], { store }) => Number(store.expiry(key) !== null && store.expire(key, null))],
  TTL: [2, ([key = ''], server) => ttl(key, server, 1000)],
  PTTL: [2, ([key = ''], server) => ttl(key, server, 1)],
  KEYS: [2, ([pattern = ''], { store }) => store.keys().filter((key) => glob(pattern).test(key))],
  DBSIZE: [1, (_, { store }) => store.keys().length],
  FLUSHALL: [-1, (_, { store }) => (store.clear(), OK)],
  // Strings
  GET: [2, ([key = ''], { store }) => store.string(key)],
  SET: [-3, set],
  MGET: [-2, (keys, { store }) => keys.map((key) => (typeof store.get(key) === 'string' ? store.string(key) : null))],
  INCR: [2, ([key = ''], server) => increment(key, 1, server)],
  DECR: [2, ([key = ''], server) => increment(key, -1, server)],
  INCRBY: [3, ([key = '', by], server) => increment(key, integer(by), server)],
  DECRBY: [3, ([key = '', by], server) => increment(key, -integer(by), server)],
  // Hashes
  HSET: [
    -4,
    ([key = '', ...rest], server) =>
      change(server, key, server.store.hash(key), new Map<string, string>(), (hash) => {
        const entries = pairs(rest, 'hset');
        const added = entries.filter(([field]) => !hash.has(field)).length;
        for (const [field, value] of entries) hash.set(field, value);
        return added;
      }),
  ],
  HGET: [3, ([key = '', field = ''], { store }) => store.hash(key)?.get(field) ?? null],
  HGETALL: [2, ([key = ''], { store }) => store.hash(key) ?? new Map<string, Reply>()],
  HDEL: [
    -3,
    ([key = '', ...fields], server) =>
      change(server, key, server.store.hash(key), new Map<string, string>(), (hash) =>
        count(fields, (field) => hash.delete(field)),
      ),
  ],
  HINCRBY: [
    4,
    ([key = '', field = '', by], server) =>
      change(server, key, server.store.hash(key), new Map<string, string>(), (hash) => {
        const sum = integer(hash.get(field) ?? '0') + integer(by);
        hash.set(field, String(sum));
        return sum;
      }),
  ],
  HLEN: [2, ([key = ''], { store }) => store.hash(key)?.size ?? 0],
  // Lists
  LPUSH: [
    -3,
    ([key = '', ...items], server) =>
      change(server, key, server.store.list(key), [], (list) => list.unshift(...items.reverse())),
  ],
  RPUSH: [
    -3,
    ([key = '', ...items], server) => change(server, key, server.store.list(key), [], (list) => list.push(...items)),
  ],
  LRANGE: [4, ([key = '', from, to], { store }) => range(store.list(key) ?? [], integer(from), integer(to))],
  LLEN: [2, ([key = ''], { store }) => store.list(key)?.length ?? 0],
  // Sets
  SADD: [
    -3,
    ([key = '', ...members], server) =>
      change(server, key, server.store.set(key), new Set<string>(), (all) =>
        count(members, (member) => all.size !== all.add(member).size),
      ),
  ],
  SREM: [
    -3,
    ([key = '', ...members], server) =>
      change(server, key, server.store.set(key), new Set<string>(), (all) =>
        count(members, (member) => all.delete(member)),
      ),
  ],
  SMEMBERS: [2, ([key = ''], { store }) => store.set(key) ?? new Set<string>()],
  SISMEMBER: [3, ([key = '', member = ''], { store }) => Number(store.set(key)?.has(member) ?? false)],
  // Transactions: one connection's commands run one after the other, so a queue is all there is to it.
  MULTI: [
    1,
    (_, __, session) => {
      if (session.queued) throw new Refusal('ERR MULTI calls can not be nested');
      session.queued = [];
      return OK;
    },
  ],
  EXEC: [1, exec],
  DISCARD: [
    1,
    (_, __, session) => {
      if (!session.queued) throw new Refusal('ERR DISCARD without MULTI');
      session.queued = null;
      return OK;
    },
  ],
};

const COMMANDS = new Map<string, Command>(Object.entries(TABLE).map(([name, [arity, run]]) => [name, { arity, run }]));
