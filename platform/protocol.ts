/**
 * What a page and the platform say to each other, one JSON text a line.
 *
 * Every line starts with the ASCII record separator (RFC 7464), so that neither a terminal's echo nor a stray
 * `console.log` can be mistaken for one. Commands go in on stdin, events come out on stdout. Commands carry
 * `command`, events carry `event`, so an echoed command is never taken for an event either.
 */

/** Raised when a change is not backward compatible; a page refuses a platform that speaks another version. */
export const PROTOCOL_VERSION = 1;

/** The mark in front of every line of the protocol. */
export const MARK = '\u001e';

/** Milliseconds since 1970, from the platform's clock. */
export type Timestamp = number;

/** Signals that the platform sends to a process. */
export type Signal = 'SIGTERM' | 'SIGINT' | 'SIGKILL';

/** Where a process is in its life. `held` means that it crashed so often that the platform waits before the next try. */
export type ProcessPhase = 'starting' | 'up' | 'stopping' | 'exited' | 'crashed' | 'held';

/** How a process ended: one of the two is null. */
export interface Exit {
  code: number | null;
  signal: string | null;
}

/** One process of the formation, as the process table shows it. */
export interface ProcessState {
  /** Type and number: `web.1`. */
  name: string;
  /** Process type from the Procfile: `web`. */
  type: string;
  /** The machine it runs on; a restart gives it a new one with a clean disk. */
  machine: string;
  /** Where other machines, the router's among them, reach that machine; empty before its first run. */
  address: string;
  /** The operating system's process id; null when it does not run. */
  pid: number | null;
  /** The port it was told to listen on (`PORT`); null for types that get none. */
  port: number | null;
  phase: ProcessPhase;
  /** When this phase began. */
  since: Timestamp;
  /** How many times it was started again after a crash. */
  restarts: number;
  /** How its last run ended; null while the first one lasts. */
  exit: Exit | null;
  /** The Procfile's command. */
  command: string;
}

/** What a backing service is; a queue is a key-value store that is used for lists. */
export type ServiceKind = 'key-value' | 'queue' | 'postgres' | 'mail' | 'registry' | 'api';

/** A backing service that is attached, or could be. */
export interface ServiceState {
  /** Its name in the lab: `kv.1`. */
  name: string;
  kind: ServiceKind;
  pid: number | null;
  port: number | null;
  phase: ProcessPhase;
  since: Timestamp;
  /** The config variable that holds its URL; null when the app is not told about it. */
  attachedAs: string | null;
  /** Entries it holds, counted by asking it over its own protocol; null when it does not answer. */
  entries: number | null;
}

/** One request as the router saw it. Only the router writes these. */
export interface RouterRecord {
  /** The deploy whose router it was. */
  deploy: string;
  /** Counts from 1 in the life of the router. */
  number: number;
  method: string;
  path: string;
  status: number;
  /** The process that answered; null when nobody did. */
  process: string | null;
  /** From the request's first byte in to its last byte out, in milliseconds. */
  milliseconds: number;
  /** Why the router itself answered: `no-process` (503), `refused`, `reset` or `timeout` (502). Null when a process answered. */
  reason: 'no-process' | 'refused' | 'reset' | 'timeout' | null;
}

/** Something that went wrong, told so that the reader can mend it. */
export interface Problem {
  code:
    | 'syntax-error'
    | 'missing-module'
    | 'never-listens'
    | 'port-taken'
    | 'unknown-command'
    | 'bad-procfile'
    | 'bad-package'
    | 'build-failed'
    | 'release-refused'
    | 'crash'
    | 'bad-command'
    | 'service-down'
    | 'experiment-failed'
    | 'unfit-runtime';
  /** One short sentence: what happened. */
  title: string;
  /** The cause, in the words of whoever noticed it (Node's own message, say). */
  cause: string;
  /** What to do about it. */
  mend: string;
  /** The file, relative to the app's directory, with 1-based line and column where they are known. */
  where: { file: string; line: number | null; column: number | null } | null;
  /** The process it happened in, or null. */
  process: string | null;
}

/** What one measurement of an experiment read. */
export interface Reading {
  /** The measurement's id, as the experiment declares it. */
  measure: string;
  value: number;
  /** What the value is out of ("10 of 20"), or null. */
  of: number | null;
  /** One status per request, in order, when the measurement is a row of requests; else null. */
  strip: number[] | null;
}

/** What a system can do that experiments need. Signals are told by `hello`. */
export interface Capabilities {
  /** TCP connections between processes, over loopback. */
  loopback: boolean;
  /** Connections that stay open between two requests. */
  keepAlive: boolean;
  /** A command is found on the PATH that a process is started with. */
  path: boolean;
}

/** The outcome of one check on one version of an example. */
export interface CheckResult {
  check: string;
  /** What was read off, in words or a number. */
  value: string | number;
  /** What it had to be. */
  expected: string;
  holds: boolean;
}

/** Events: the platform's account of what happened. Panels draw the last of each and keep no truth of their own. */
export type PlatformEvent = { at: Timestamp } & (
  | {
      event: 'hello';
      protocol: number;
      /** `process.version` of the Node the platform runs on. */
      node: string;
      pid: number;
      /** Whether a signal reaches a child's own handler here, or travels over IPC. */
      signals: 'native' | 'ipc';
      /** The router's port. */
      port: number;
    }
  /** What the platform found that it can do here; told where it was asked to look. */
  | ({ event: 'capabilities' } & Capabilities)
  | { event: 'build'; slug: string; files: number; bytes: number }
  | { event: 'release'; deploy: string; number: number; slug: string; config: Record<string, string>; reason: string }
  /** The release phase of a release failed: it is not put in place of the one that runs. */
  | { event: 'release-refused'; deploy: string; number: number; why: string }
  /** A command that runs once on a release, its release phase or a one-off: when it starts, and when it has ended. */
  | { event: 'one-off'; deploy: string; name: string; command: string; release: number; exit: Exit | null }
  | { event: 'formation'; deploy: string; formation: Record<string, number> }
  | { event: 'process'; process: ProcessState }
  /** The process left the formation (scaled down): its row goes. */
  | { event: 'process-gone'; name: string }
  | { event: 'service'; service: ServiceState }
  | { event: 'log'; source: string; stream: 'stdout' | 'stderr' | 'platform'; line: string }
  | { event: 'request'; request: RouterRecord }
  /** The answer to a `request` command, as the client got it. `number` is the router's number. */
  | {
      event: 'response';
      id: number;
      number: number | null;
      status: number;
      process: string | null;
      headers: Record<string, string>;
      body: string;
      milliseconds: number;
    }
  /** How far a `load` command is; the last one has `done: true`. */
  | { event: 'load'; id: number; sent: number; total: number; statuses: Record<string, number>; done: boolean }
  /** A command was carried out, or refused for the reason given. */
  | { event: 'reply'; id: number; ok: boolean; problem: Problem | null }
  | { event: 'problem'; problem: Problem }
  | { event: 'experiment'; experiment: string; version: string; seed: string; step: string; done: boolean }
  | { event: 'reading'; experiment: string; version: string; reading: Reading }
  | { event: 'check'; version: string; result: CheckResult }
  /** The last event: everything has stopped. */
  | { event: 'stopped'; code: number }
);

/** Commands: what a reader asks of the platform. `id` comes back in the `reply`. */
export type PlatformCommand = { id: number } & (
  | { command: 'scale'; type: string; count: number }
  | { command: 'signal'; process: string; signal: Signal }
  /** Stops a process with SIGTERM and starts it on a fresh machine; every process when `process` is null. */
  | { command: 'restart'; process: string | null }
  /** Sets and unsets config variables: a new release, and a restart on it. */
  | { command: 'config'; set: Record<string, string>; unset: string[] }
  /** A new release of what an older one had, its build and its config. */
  | { command: 'rollback'; number: number }
  /** Runs a line once on the current release, beside the formation; settles when it has ended, however it did. */
  | { command: 'run'; line: string }
  /** One request through the router. `jar: true` keeps cookies between requests as a browser does. */
  | {
      command: 'request';
      method: string;
      path: string;
      headers: Record<string, string>;
      body: string | null;
      jar: boolean;
    }
  /** The same request `count` times over `connections` keep-alive connections. */
  | {
      command: 'load';
      method: string;
      path: string;
      headers: Record<string, string>;
      count: number;
      connections: number;
      jar: boolean;
    }
  | { command: 'service'; name: string; action: 'stop' | 'start' | 'wipe' }
  | { command: 'stop' }
);
