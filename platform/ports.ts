import { createServer } from 'node:net';
import type { Random } from './random.ts';

/** Hands out free ports at random, none of them twice, so that no service can count on a number. */
export class Ports {
  readonly #random: Random;
  readonly #taken = new Set<number>();

  constructor(random: Random) {
    this.#random = random;
  }

  /** A port on 127.0.0.1 that nobody listens on, below the range that systems use for outgoing connections. */
  async take(): Promise<number> {
    for (;;) {
      const port = this.#random.integer(10_000, 29_999);
      if (this.#taken.has(port)) continue;
      this.#taken.add(port);
      if (await isFree(port)) return port;
    }
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
