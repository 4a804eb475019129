import { createServer, type Server } from 'node:net';
import type { Random } from './random.ts';

/** Below the range that systems use for outgoing connections. */
const FIRST = 10_000;
const BLOCKS = 40;
const BLOCK_SIZE = 500;

/**
 * Hands out free ports at random, none of them twice, so that no service can count on a number. They are of a block
 * that is claimed by listening on its first port: between a port's choice and the moment that a process listens on it,
 * no other platform on this machine takes it, even one with the same seed.
 */
export class Ports {
  readonly #random: Random;
  readonly #claims: Server[] = [];
  /** Ports of the claimed block that were not tried yet. */
  #left: number[] = [];
  #claiming: Promise<void> | null = null;

  constructor(random: Random) {
    this.#random = random;
  }

  /**
   * A port on 127.0.0.1 that nobody listens on.
   * @throws {Error} when other programs on this machine hold all of them
   */
  async take(): Promise<number> {
    for (;;) {
      if (this.#left.length === 0) await this.#claim();
      const [port] = this.#left.splice(this.#random.integer(0, this.#left.length - 1), 1);
      const server = port === undefined ? null : await listen(port);
      if (port === undefined || server === null) continue;
      await close(server);
      return port;
    }
  }

  /** Gives the claims back. */
  async close(): Promise<void> {
    await Promise.all(this.#claims.splice(0).map(close));
  }

  /** Claims another block; all who wait for ports wait for the same one. */
  #claim(): Promise<void> {
    this.#claiming ??= this.#claimBlock().finally(() => {
      this.#claiming = null;
    });
    return this.#claiming;
  }

  async #claimBlock(): Promise<void> {
    const offset = this.#random.integer(0, BLOCKS - 1);
    for (let index = 0; index < BLOCKS; index++) {
      const first = FIRST + ((offset + index) % BLOCKS) * BLOCK_SIZE;
      const claim = await listen(first);
      if (claim === null) continue;
      claim.unref();
      this.#claims.push(claim);
      this.#left = Array.from({ length: BLOCK_SIZE - 1 }, (_, port) => first + 1 + port);
      return;
    }
    const last = FIRST + BLOCKS * BLOCK_SIZE - 1;
    throw new Error(`No block of ports between ${FIRST} and ${last} is free: end other platforms on this machine.`);
  }
}

/** A server on a port, or null if somebody listens there. */
function listen(port: number): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer((socket) => socket.destroy());
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
