import type { ServiceKind } from '../protocol.ts';
import type { ApiCall } from './api/server.ts';
import type { SigningKey } from './api/tokens.ts';
import type { MailMessage } from './mail/message.ts';
import type { Rows } from './postgres/client.ts';
import type { Statement } from './postgres/statements.ts';
import type { PackageFiles } from './registry/tarball.ts';

/** Files of the programs that backing services run as. */
export interface ServicePrograms {
  /** services/kv/main */
  keyValue: string;
  /** services/pglite/main, with PGlite's own files beside it */
  postgres: string;
  /** services/mail/main */
  mail: string;
  /** services/registry/main */
  registry: string;
  /** services/api/main */
  api: string;
}

/** A port and a password that do not change from run to run. */
export interface FixedPlace {
  port: number;
  password: string;
}

/** Where a service is, and how it is told apart from others. */
export interface Place {
  port: number;
  password: string;
  /** Where files of the service may be kept. */
  directory: string;
}

/** What a database held, to be put into another one. */
export interface Dump {
  file: string;
}

/** What one kind of backing service is: the program it runs, the URL that an app gets, and how the platform asks it. */
export interface Engine {
  /** Its file among the platform's programs. */
  program: (programs: ServicePrograms) => string;
  /** What an app is told: where it is, and the password. */
  url: (place: Place) => string;
  /** Opens the platform's own connection to it, which speaks its own protocol. */
  connect: (place: Place) => Controls;
}

/** What the platform asks of a backing service. Each rejects when it does not answer. */
export interface Controls {
  /** How many entries it holds. */
  entries: () => Promise<number>;
  /** How many commands it got since it was started, those of the platform left out. */
  calls: () => Promise<number>;
  /** Forgets everything. */
  wipe: () => Promise<void>;
  /** Writes down what it holds and ends. */
  shutdown: () => Promise<void>;
  close: () => void;
  /** Key-value stores: the keys that begin so, sorted. */
  keys?: (prefix: string) => Promise<string[]>;
  /** Key-value stores: what a list holds, from its left end; nothing when there is none. */
  list?: (key: string) => Promise<string[]>;
  /** Databases: carries out SQL. */
  query?: (sql: string) => Promise<Rows>;
  /** Databases: what clients sent, oldest first. */
  statements?: () => Promise<Statement[]>;
  /** Databases: writes down what it holds now. */
  dump?: () => Promise<Dump>;
  /** Databases: holds what was dumped, and nothing else. */
  restore?: (dump: Dump) => Promise<void>;
  /** Mail servers: what they accepted, oldest first. */
  messages?: () => Promise<MailMessage[]>;
  /** Services that ask who calls: every request, oldest first. */
  requests?: () => Promise<ApiCall[]>;
  /** Services that ask who calls: the keys whose signatures count from now on. */
  trust?: (keys: readonly SigningKey[]) => Promise<void>;
  /** Registries: publishes a package, whose package.json says its name and version. */
  publish?: (files: PackageFiles) => Promise<void>;
}

export type Engines = Record<ServiceKind, Engine>;
