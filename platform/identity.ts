import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Machine } from './machine.ts';
import type { Random } from './random.ts';
import { signToken, type SigningKey } from './services/api/tokens.ts';

/** The variable that says to a process where its token is. */
export const TOKEN_FILE = 'IDENTITY_TOKEN_FILE';

/**
 * Who the processes of a deploy are. Each has a token in a file on its machine, which says its name and is signed by the
 * platform. With every renewal there is a new key, and new tokens; services accept the signatures of this key and of the
 * one before. So a token ends with the second renewal after it, wherever it has got to.
 */
export class Identity {
  readonly #random: Random;
  readonly #machines = new Map<Machine, string>();
  #keys: SigningKey[];

  constructor(random: Random) {
    this.#random = random;
    this.#keys = [this.#newKey(1)];
  }

  /** The keys whose signatures count: the one that signs now first. */
  get keys(): readonly SigningKey[] {
    return this.#keys;
  }

  /** Where a process finds its token. */
  fileOn(machine: Machine): string {
    return join(machine.directory, 'identity', 'token');
  }

  /** Gives the process on a machine its token, now and with each renewal. */
  enter(process: string, machine: Machine): void {
    this.#machines.set(machine, process);
    this.#write(process, machine);
  }

  /** The machine's process has ended. */
  leave(machine: Machine): void {
    this.#machines.delete(machine);
  }

  /**
   * Makes a new key, and a new token for each process.
   * @param tell tells the services which keys count now; the new tokens are written when it has
   */
  async renew(tell: () => Promise<void>): Promise<void> {
    const [now] = this.#keys;
    if (!now) return;
    this.#keys = [this.#newKey(Number(now.id) + 1), now];
    await tell();
    for (const [machine, process] of this.#machines) this.#write(process, machine);
  }

  #newKey(number: number): SigningKey {
    return { id: String(number), secret: this.#random.hex(64) };
  }

  /** At once as a whole: who reads it meanwhile gets the old one or the new one. */
  #write(process: string, machine: Machine): void {
    const [key] = this.#keys;
    if (!key) return;
    const file = this.fileOn(machine);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(`${file}.new`, signToken(process, key), { mode: 0o600 });
    renameSync(`${file}.new`, file);
  }
}
