/**
 * What an experiment and a check get to work with. Both are functions that drive the platform and report what they
 * read off its instruments: the router's records, the process table, the backing services. In a module:
 *
 *     /** @type {import('../../platform/lab-api.ts').Experiment} *\/
 *     export default async function (lab) { … }
 */
import type { Asked } from './browser.ts';
import type { Rollout } from './deploy.ts';
import type { LoadOutcome } from './load.ts';
import type { OneOffResult } from './one-off.ts';
import type { ProcessState, Reading, RouterRecord, ServiceKind, Signal } from './protocol.ts';
import type { Dump, FixedPlace } from './services/engine.ts';
import type { MailMessage } from './services/mail/message.ts';
import type { ApiCall } from './services/api/server.ts';
import type { Rows } from './services/postgres/client.ts';
import type { Statement } from './services/postgres/statements.ts';
import type { PackageFiles } from './services/registry/tarball.ts';

export type { Asked, Dump, LoadOutcome, MailMessage, OneOffResult, PackageFiles, Rollout, Rows, Statement };

/** An answer as the browser got it, with what the router recorded of it. */
export interface LabAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The process that answered, as the router knows it; null when the router answered itself. */
  process: string | null;
  /** Measured by the router, in milliseconds. */
  milliseconds: number;
  /** Why the router answered itself, else null. */
  reason: RouterRecord['reason'];
}

/** A client with cookies of its own, which keeps its connections. */
export interface LabBrowser {
  /** Sends a request through the router; an answer of whatever status is an answer. */
  send(method: string, path: string, body?: string): Promise<LabAnswer>;
  /**
   * Sends many over a few keep-alive connections; `next` says which. Returns what became of each, in the order of
   * asking. Whatever is done before it settles is done under this load.
   */
  load(next: (index: number) => Asked, options: { count: number; connections: number }): Promise<LoadOutcome[]>;
}

/** A backing service, asked over its own protocol. */
export interface LabService {
  /** What the app's config holds to reach it. */
  readonly url: string;
  /** How many entries it holds. @throws Error when it does not answer */
  entries(): Promise<number>;
  /** How many commands it got since it was started, those of the instruments left out. @throws Error as above */
  calls(): Promise<number>;
  stop(): Promise<void>;
  start(): Promise<void>;
  wipe(): Promise<void>;
  /** Of a key-value store or queue: the keys that begin so, sorted. */
  keys(prefix: string): Promise<string[]>;
  /** Of a key-value store or queue: what a list holds, from its left end; nothing when there is none. */
  list(key: string): Promise<string[]>;
  /** Of a database: carries out SQL and returns the rows, each value as PostgreSQL writes it. @throws PostgresError */
  query(sql: string): Promise<Rows>;
  /** Of a database: every statement that clients sent, oldest first; what the instruments asked is left out. */
  statements(): Promise<Statement[]>;
  /** Of a database: writes down what it holds, as a nightly backup does. */
  dump(): Promise<Dump>;
  /** Of a database: holds what was dumped, and nothing else. */
  restore(dump: Dump): Promise<void>;
  /** Of a service that is `proxied`: how many connections clients have to it. */
  connections(): number;
  /**
   * Of a service that is `proxied`: bytes take so many milliseconds longer, each way. With Infinity they wait until the
   * next `slow` or `mend`.
   */
  slow(milliseconds: number): void;
  /** Of a service that is `proxied`: resets all connections, and every new one, until it is mended. */
  cut(): void;
  /** Of a service that is `proxied`: neither cut nor slow any more. */
  mend(): void;
  /** Of a mail server: the messages that it accepted, oldest first. */
  messages(): Promise<MailMessage[]>;
  /** Of a service that asks who calls: every request, oldest first. */
  requests(): Promise<ApiCall[]>;
  /**
   * Of a registry: publishes a package, whose package.json says its name and version.
   * @throws Error when that version is there already
   */
  publish(files: PackageFiles): Promise<void>;
}

/** The machine that a process runs on now. It is gone, with its disk, when the process ends. */
export interface LabMachine {
  readonly name: string;
  /** Where other machines reach it; 127.0.0.1 on a system that has no other loopback address. */
  readonly address: string;
  /** Every file on its disk by its path, sorted: the app's below `app/`, temporary ones below `tmp/`. */
  files(): string[];
  /** The text of one of them. @throws Error when there is none */
  read(path: string): string;
  /** Writes a file by hand, as somebody who has logged in would. */
  write(path: string, text: string): void;
}

/** One line of a deploy's log. */
export interface LabLogLine {
  /** The process (`web.1`, `run.1`), the service (`kv.1`), `router`, `build` or `platform`. */
  source: string;
  stream: 'stdout' | 'stderr' | 'platform';
  line: string;
}

/** A release as the ledger has it. */
export interface LabRelease {
  number: number;
  /** The id of its build. */
  slug: string;
  config: Readonly<Record<string, string>>;
  reason: string;
  /** Why it does not run, when its release phase failed; else null. */
  refused: string | null;
}

/** What a build made. */
export interface LabBuild {
  /** Equal for equal files and dependencies. */
  id: string;
  /** The app's own files. */
  files: string[];
}

/** What a further deploy is made with. Without a build it gets the version's own; its config is only what is said. */
export interface DeployOptions {
  build?: LabBuild;
  config?: Record<string, string>;
  services?: { name: string; kind: ServiceKind; config: string; fixed?: FixedPlace; proxied?: boolean }[];
  /** Default: that of the example. */
  formation?: Record<string, number>;
  /** The port of its first web process; random by default. */
  port?: number;
  /** Packages of the registry that somebody installed on its machines for everybody, as `npm install -g` does. */
  globals?: string[];
}

/** The instruments and levers of one deploy. */
export interface LabDeploy {
  /** A new visitor: no cookies, no connections. */
  browser(): LabBrowser;
  /** Sets how many processes of a type run; settles when they do. @throws Error when one fails to come up */
  scale(type: string, count: number): Promise<void>;
  /** Restarts one process, or all one after the other, on fresh machines. @throws Error when one fails to come up */
  restart(process?: string): Promise<void>;
  /** Sends a signal. For what follows from it, see {@link Lab.until}. */
  signal(process: string, signal: Signal): void;
  /** Kills a process as a failing machine would (SIGKILL) and waits until the platform has another one up. */
  kill(process: string): Promise<void>;
  /** Sets and unsets config variables: a new release, and a rolling restart on it, which stops at a failure. */
  config(set: Record<string, string>, unset?: string[]): Promise<Rollout>;
  /** Releases a build: the release phase, then a rolling restart. A refused release changes nothing that runs. */
  release(build: LabBuild): Promise<Rollout>;
  /** A new release of what an older one had, its build and its config. */
  rollback(number: number): Promise<Rollout>;
  /** Gives each process a new token; those from before the last renewal count no more. */
  renewTokens(): Promise<void>;
  /** The ledger, the oldest release first. */
  releases(): LabRelease[];
  /** Runs a command once, with the current release's code and config, on a machine of its own. */
  run(command: string, env?: Record<string, string>): Promise<OneOffResult>;
  /** The process types that the Procfile names, whether any of them run or not. */
  types(): string[];
  /** The process table. */
  processes(): ProcessState[];
  /** The disk under a process. @throws Error when it does not run */
  machine(process: string): LabMachine;
  /** A backing service by its name. @throws Error when there is none */
  service(name: string): LabService;
  /** Starts one more backing service, which the app is not told of before it is attached. */
  addService(service: { name: string; kind: ServiceKind; fixed?: FixedPlace; proxied?: boolean }): Promise<LabService>;
  /**
   * Puts services' URLs into config variables, in place of what was there: one new release.
   * @param services the name of a service for each variable
   */
  attach(services: Record<string, string>): Promise<Rollout>;
  /** Takes a service's URL out of the config: a new release. */
  detach(variable: string): Promise<Rollout>;
  /** What the router recorded since the lab began, oldest first. */
  records(): RouterRecord[];
  /**
   * What a drain got of this deploy, oldest first: lines of its processes and one-offs. Those of production are
   * together with what the platform, the router and the services wrote.
   */
  log(): LabLogLine[];
}

/** The deploy of the version that is tried, freshly started and called `production`, and what stands around it. */
export interface Lab extends LabDeploy {
  /** Everything random follows from it. */
  readonly seed: string;
  readonly random: {
    /** A whole number from `from` to `to`, both included. */
    integer(from: number, to: number): number;
    /** One of the items. */
    pick<T>(items: readonly T[]): T;
  };
  /** Tells the reader what is being done now. */
  step(title: string): void;
  /** A new empty directory. */
  directory(): string;
  /** A copy of the version's own files in a new directory: a working copy to edit, to commit and to build. */
  checkout(): string;
  /** Builds a directory, or the version as it is. @throws Error when it cannot be built */
  build(directory?: string): Promise<LabBuild>;
  /**
   * One more deploy beside this one, with processes, services and a router of its own. Settles when its processes are
   * up or have failed to come up: its process table tells.
   */
  deploy(name: string, options?: DeployOptions): Promise<LabDeploy>;
  /**
   * Waits until a condition holds, looking again every few milliseconds.
   * @param what for the message: "web.1 is up again"
   * @throws Error when it does not within `limit` milliseconds (10 s)
   */
  until(what: string, holds: () => boolean | Promise<boolean>, limit?: number): Promise<void>;
}

/** What an experiment returns for one measurement. */
export type Measured = Pick<Reading, 'measure' | 'value'> & Partial<Reading>;

/** Does the same to every version and returns what it read. */
export type Experiment = (lab: Lab) => Promise<Measured[]>;

/** What a check read, and whether that is what must be. */
export interface Checked {
  value: string | number;
  holds: boolean;
}

/**
 * Checks behaviour. It throws when it cannot be measured at all (the login fails already, say), which is no verdict
 * on what it checks.
 */
export type Check = (lab: Lab) => Promise<Checked>;

/** The checks of an example by their ids. */
export type Checks = Record<string, Check>;
