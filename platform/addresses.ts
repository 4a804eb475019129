import { createServer } from 'node:net';
import type { Random } from './random.ts';

/** This machine itself, whichever it is. */
export const LOCALHOST = '127.0.0.1';

/** An address of 127.0.0.0/8 that is tried once, to see whether the system has more of them than one. */
const TRIED = '127.77.0.7';

/**
 * Hands out an address of its own to each machine, none of them twice. All of 127.0.0.0/8 belongs to the computer
 * itself on Linux, on Windows and in the container. Where the system has 127.0.0.1 only, as on macOS, every machine has
 * that one, and who reaches it from outside cannot be told from who reaches it from inside.
 */
export class Addresses {
  readonly #random: Random;
  readonly #taken = new Set<string>();
  #many: Promise<boolean> | null = null;

  constructor(random: Random) {
    this.#random = random;
  }

  async take(): Promise<string> {
    this.#many ??= canListenOn(TRIED);
    if (!(await this.#many)) return LOCALHOST;
    for (;;) {
      const byte = () => this.#random.integer(1, 254);
      const address = `127.${byte()}.${byte()}.${byte()}`;
      if (this.#taken.has(address) || address === LOCALHOST) continue;
      this.#taken.add(address);
      return address;
    }
  }
}

function canListenOn(address: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(0, address, () => server.close(() => resolve(true)));
  });
}
