import { integer, OK, positive, SYNTAX, type CommandTable, type Server } from './command.ts';
import { Refusal, type Reply } from './resp.ts';

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

function increment(key: string, by: number, { store }: Server): number {
  const sum = integer(store.string(key) ?? '0') + by;
  store.put(key, String(sum));
  return sum;
}

function getAndDelete([key = '']: string[], { store }: Server): Reply {
  const value = store.string(key);
  store.delete(key);
  return value;
}

/** Commands for keys that hold a text. */
export const stringCommands: CommandTable = {
  GET: [2, ([key = ''], { store }) => store.string(key)],
  GETDEL: [2, getAndDelete],
  SET: [-3, set],
  SETNX: [3, ([key = '', value = ''], server) => Number(set([key, value, 'NX'], server) === OK)],
  SETEX: [4, ([key = '', seconds = '', value = ''], server) => set([key, value, 'EX', seconds], server)],
  MGET: [-2, (keys, { store }) => keys.map((key) => (typeof store.get(key) === 'string' ? store.string(key) : null))],
  INCR: [2, ([key = ''], server) => increment(key, 1, server)],
  DECR: [2, ([key = ''], server) => increment(key, -1, server)],
  INCRBY: [3, ([key = '', by], server) => increment(key, integer(by), server)],
  DECRBY: [3, ([key = '', by], server) => increment(key, -integer(by), server)],
};
