import { createServer, type Server } from 'node:net';
import { ProblemError } from './events.ts';
import type { Random } from './random.ts';

/** Below the range that systems use for outgoing connections. */
const FIRST = 10_000;
const BLOCKS = 40;
const BLOCK_SIZE = 500;
/** Fixed ports, which stand in an example's code, are above the blocks; the turn at one is this far below it. */
const TURN = -1000;
const TURN_LIMIT = 300_000;
const TURN_LOOK_AGAIN = 100;

/**
 * Hands out free ports at random, none of them twice, so that no service can count on a number. They are of a block
 * that is claimed by listening on its first port: between a port's choice and the moment that a process listens on it,
 * no other platform on this machine takes it, even one with the same seed.
 */
export class Ports {
  readonly #random: Random;
  readonly #claims: Server[] = [];
  /** Fixed ports at which it is this platform's turn. */
  readonly #turns = new Set<number>();
  #closed = false;
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

  /**
   * Waits until no other platform on this machine uses a fixed port; then it is this one's until {@link close}.
   * @param waits is called when there is somebody to wait for
   * @param limit in milliseconds
   * @throws ProblemError `port-taken` when it is not free by then
   */
  async takeTurn(port: number, waits: () => void, limit = TURN_LIMIT): Promise<void> {
    if (this.#turns.has(port)) return;
    this.#turns.add(port);
    const end = Date.now() + limit;
    const claim = await this.#listenInTime(port + TURN, port, waits, end);
    this.#claims.push(claim.unref());
    // A service of a platform that was killed may still be there, or a program that knows nothing of turns.
    await close(await this.#listenInTime(port, port, waits, end));
  }

  /** Gives the claims back. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#claims.splice(0).map(close));
  }

  /** Listens on a port, for the sake of a fixed one, as soon as nobody else does. */
  async #listenInTime(port: number, fixed: number, waits: () => void, end: number): Promise<Server> {
    for (let told = false; ; told = true) {
      const server = await listen(port);
      if (server !== null) return server;
      if (this.#closed || Date.now() >= end) break;
      if (!told) waits();
      await new Promise((resolve) => setTimeout(resolve, TURN_LOOK_AGAIN));
    }
    throw new ProblemError({
      code: 'port-taken',
      title: `Port ${fixed} is taken`,
      cause: 'It stands in the code of this example, and another program on this machine has it.',
      mend: 'End that program: another run of the example, as a rule.',
    });
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
