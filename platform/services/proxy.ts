import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of a service: the network between it and the app, which can be slow or cut. */
export class TcpProxy {
  readonly #target: number;
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  #delay = 0;
  #cut = false;

  /** @param target the port on 127.0.0.1 that it leads to */
  constructor(target: number) {
    this.#target = target;
    this.#server = createServer({ allowHalfOpen: true, noDelay: true }, (client) => this.#serve(client));
  }

  listen(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', resolve);
    });
  }

  /** From now on bytes take so many milliseconds longer, each way. */
  slow(milliseconds: number): void {
    this.#delay = milliseconds;
  }

  /** Resets all connections, and every new one, until it is mended. */
  cut(): void {
    this.#cut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Neither cut nor slow any more. */
  mend(): void {
    this.#cut = false;
    this.#delay = 0;
  }

  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.cut();
    await closed;
  }

  #serve(client: Socket): void {
    if (this.#cut) return void client.resetAndDestroy();
    const service = connect({ port: this.#target, host: '127.0.0.1', allowHalfOpen: true, noDelay: true });
    const pair: [Socket, Socket] = [client, service];
    this.#pairs.add(pair);
    for (const [from, to] of [pair, [service, client] as const]) {
      this.#forward(from, to);
      // One side that fails takes the other along.
      from.on('error', () => to.resetAndDestroy());
      from.on('close', () => {
        this.#pairs.delete(pair);
        if (!from.readableEnded) to.destroy();
      });
    }
  }

  /** Passes on what one side says, in order, each piece after the delay that held when it came. */
  #forward(from: Socket, to: Socket): void {
    const waiting: { due: number; pass: () => void }[] = [];
    let timer: NodeJS.Timeout | null = null;
    const passDue = () => {
      timer = null;
      while (waiting[0] && waiting[0].due <= Date.now()) waiting.shift()?.pass();
      if (waiting[0]) timer = setTimeout(passDue, waiting[0].due - Date.now());
    };
    const later = (pass: () => void) => {
      if (this.#delay === 0 && waiting.length === 0) return pass();
      waiting.push({ due: Date.now() + this.#delay, pass });
      timer ??= setTimeout(passDue, this.#delay);
    };
    from.on('data', (bytes: Buffer) => {
      later(() => {
        if (to.write(bytes)) return;
        from.pause();
        to.once('drain', () => from.resume());
      });
    });
    from.on('end', () => later(() => to.end()));
  }
}
