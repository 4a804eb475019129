import type { ServiceKind } from '../protocol.ts';

/** Files of the programs that backing services run as. */
export interface ServicePrograms {
  /** services/kv/main */
  keyValue: string;
}

/** What one kind of backing service is: the program it runs, the URL that an app gets, and how the platform asks it. */
export interface Engine {
  /** Its file among the platform's programs. */
  program: (programs: ServicePrograms) => string;
  /** What an app is told: where it is, and the password. */
  url: (port: number, password: string) => string;
  /** Opens the platform's own connection to it, which speaks its own protocol. */
  connect: (port: number, password: string) => Controls;
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
}

export type Engines = Record<ServiceKind, Engine>;
