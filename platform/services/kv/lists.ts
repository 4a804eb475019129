import { Blocked, change, integer, OK, SYNTAX, type CommandTable, type Run, type Server } from './command.ts';
import { Refusal, type Reply } from './resp.ts';

type End = 'LEFT' | 'RIGHT';

function end(word: string | undefined): End {
  const name = word?.toUpperCase();
  if (name !== 'LEFT' && name !== 'RIGHT') throw new Refusal(SYNTAX);
  return name;
}

function push(key: string, items: string[], at: End, server: Server): Reply {
  return change(server, key, server.store.list(key), [], (list) =>
    at === 'LEFT' ? list.unshift(...items.toReversed()) : list.push(...items),
  );
}

/** Takes the item at an end; null when there is none. */
function take(key: string, from: End, server: Server): string | null {
  const found = server.store.list(key);
  if (!found) return null;
  let item: string | null = null;
  change(server, key, found, [], (list) => (item = (from === 'LEFT' ? list.shift() : list.pop()) ?? null));
  return item;
}

/** Takes one item, or so many as the second word says. */
function pop([key = '', amount]: string[], from: End, server: Server): Reply {
  if (amount === undefined) return take(key, from, server);
  const most = integer(amount);
  if (most < 0) throw new Refusal('ERR value is out of range, must be positive');
  const length = server.store.list(key)?.length;
  if (length === undefined) return null;
  return Array.from({ length: Math.min(most, length) }, () => take(key, from, server));
}

/** Takes an item from one list and puts it into another (or the same) in one go, so that it is never in none. */
function move(source: string, target: string, from: End, to: End, server: Server): Reply {
  if (!server.store.list(source)) return null;
  server.store.list(target); // refused before anything is taken
  const item = take(source, from, server);
  if (item !== null) push(target, [item], to, server);
  return item;
}

/** Makes a command of one that may find nothing: it waits then, for so many seconds as its last word says. */
function blocking(attempt: (args: string[], server: Server) => Reply): Run {
  return (words, server) => {
    const args = words.slice(0, -1);
    const seconds = Number(words.at(-1));
    if (!(seconds >= 0)) throw new Refusal('ERR timeout is not a float or out of range');
    return attempt(args, server) ?? new Blocked(() => attempt(args, server), seconds * 1000);
  };
}

/** The first of some lists that has an item, and the item. */
function popFirst(keys: string[], from: End, server: Server): Reply {
  for (const key of keys) {
    const item = take(key, from, server);
    if (item !== null) return [key, item];
  }
  return null;
}

/** Removes an item so many times: from the front, from the back when negative, everywhere when 0. */
function remove([key = '', amount, item]: string[], server: Server): Reply {
  const found = server.store.list(key);
  const times = integer(amount);
  if (!found) return 0;
  return change(server, key, found, [], (list) => {
    const before = list.length;
    const order = times < 0 ? [...list.keys()].reverse() : [...list.keys()];
    const matching = order.filter((index) => list[index] === item).slice(0, Math.abs(times) || undefined);
    for (const index of matching.sort((a, b) => b - a)) list.splice(index, 1);
    return before - list.length;
  });
}

function range(list: string[], from: number, to: number): string[] {
  const at = (index: number) => (index < 0 ? Math.max(0, list.length + index) : index);
  return list.slice(at(from), to < 0 ? list.length + to + 1 : to + 1);
}

function trim([key = '', from, to]: string[], server: Server): Reply {
  const found = server.store.list(key);
  const kept = range(found ?? [], integer(from), integer(to));
  if (found) change(server, key, found, [], (list) => list.splice(0, list.length, ...kept).length);
  return OK;
}

/** Commands for lists: queues, and the moves between lists by which no job is ever in none. */
export const listCommands: CommandTable = {
  LPUSH: [-3, ([key = '', ...items], server) => push(key, items, 'LEFT', server)],
  RPUSH: [-3, ([key = '', ...items], server) => push(key, items, 'RIGHT', server)],
  LPOP: [-2, (args, server) => pop(args, 'LEFT', server)],
  RPOP: [-2, (args, server) => pop(args, 'RIGHT', server)],
  LRANGE: [4, ([key = '', from, to], { store }) => range(store.list(key) ?? [], integer(from), integer(to))],
  LINDEX: [3, ([key = '', index], { store }) => store.list(key)?.at(integer(index)) ?? null],
  LLEN: [2, ([key = ''], { store }) => store.list(key)?.length ?? 0],
  LREM: [4, remove],
  LTRIM: [4, trim],
  LMOVE: [5, ([source = '', target = '', from, to], server) => move(source, target, end(from), end(to), server)],
  RPOPLPUSH: [3, ([source = '', target = ''], server) => move(source, target, 'RIGHT', 'LEFT', server)],
  BLMOVE: [
    6,
    blocking(([source = '', target = '', from, to], server) => move(source, target, end(from), end(to), server)),
  ],
  BRPOPLPUSH: [4, blocking(([source = '', target = ''], server) => move(source, target, 'RIGHT', 'LEFT', server))],
  BLPOP: [-3, blocking((keys, server) => popFirst(keys, 'LEFT', server))],
  BRPOP: [-3, blocking((keys, server) => popFirst(keys, 'RIGHT', server))],
};
