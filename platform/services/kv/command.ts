import { Refusal, Status, type Reply, type Version } from './resp.ts';
import type { Store } from './store.ts';

/** What one connection has said about itself. */
export interface Session {
  id: number;
  version: Version;
  authenticated: boolean;
  /** Commands between MULTI and EXEC; null outside. */
  queued: string[][] | null;
  /** Keys that EXEC must find unchanged, with how often each had been changed when WATCH was said. */
  watched: Map<string, number>;
  /** Whether it was said that the connection is to be closed. */
  ended: boolean;
}

/** What a command can reach besides its own connection. */
export interface Server {
  store: Store;
  password: string;
  /** Commands carried out since the start, by whomever. */
  readonly calls: number;
  /** Connections that a blocking command keeps waiting. */
  readonly waiting: number;
  /** Ends the server, writing its data down first if `save`. */
  shutdown: (save: boolean) => void;
}

/** The answer of a blocking command that found nothing: its connection waits until there is something. */
export class Blocked {
  /** Tries again; null when there is still nothing. */
  readonly attempt: () => Reply;
  /** Milliseconds, or 0 to wait for ever. */
  readonly limit: number;
  constructor(attempt: () => Reply, limit: number) {
    this.attempt = attempt;
    this.limit = limit;
  }
}

export type Run = (args: string[], server: Server, session: Session) => Reply | Blocked;

/**
 * Commands by name, each with its arity (how many words it has, itself included; negative: at least so many) and what
 * it does.
 */
export type CommandTable = Record<string, [arity: number, run: Run]>;

export const OK = new Status('OK');
export const SYNTAX = 'ERR syntax error';

/** @throws Refusal when it is none */
export function integer(text: string | undefined): number {
  if (text === undefined || !/^-?\d{1,15}$/.test(text))
    throw new Refusal('ERR value is not an integer or out of range');
  return Number(text);
}

/** The time of an expiry, which lies in the future. @throws Refusal when it is none */
export function positive(text: string | undefined, name: string): number {
  const number = integer(text);
  if (number <= 0) throw new Refusal(`ERR invalid expire time in '${name}' command`);
  return number;
}

/** How many of the items something is true for. */
export function count<T>(items: T[], does: (item: T) => boolean): number {
  return items.filter(does).length;
}

/** A list, set or hash to change, made when there is none; an empty one is removed again. */
export function change<V extends string[] | Set<string> | Map<string, string>>(
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
