import { change, count, integer, type CommandTable } from './command.ts';
import { Refusal, type Reply } from './resp.ts';

function pairs(words: string[], name: string): [string, string][] {
  if (words.length % 2) throw new Refusal(`ERR wrong number of arguments for '${name}' command`);
  return words.flatMap((word, i) => (i % 2 ? [] : [[word, words[i + 1] ?? ''] as [string, string]]));
}

/** Commands for keys that hold fields with values. */
export const hashCommands: CommandTable = {
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
};

/** Commands for keys that hold a set. */
export const setCommands: CommandTable = {
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
  SCARD: [2, ([key = ''], { store }) => store.set(key)?.size ?? 0],
  SMEMBERS: [2, ([key = ''], { store }) => store.set(key) ?? new Set<string>()],
  SISMEMBER: [3, ([key = '', member = ''], { store }) => Number(store.set(key)?.has(member) ?? false)],
};
