import { connect, createServer, type Server, type Socket } from 'node:net';

/** A TCP proxy in front of a service: the network between it and the app, which can be slow or cut. */
export class TcpProxy {
  readonly #target: number;
  readonly #server: Server;
  readonly #pairs = new Set<[Socket, Socket]>();
  readonly #forwarders = new Set<() => void>();
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

  /** How many connections are open. */
  get connections(): number {
    return this.#pairs.size;
  }

  /**
   * Bytes take so many milliseconds longer, each way, those included that wait already. With Infinity none get through
   * until this or {@link mend} is called again.
   */
  slow(milliseconds: number): void {
    this.#delay = milliseconds;
    for (const passDue of this.#forwarders) passDue();
  }

  /** Resets all connections, and every new one, until it is mended. */
  cut(): void {
    this.#cut = true;
    for (const pair of this.#pairs) for (const socket of pair) socket.resetAndDestroy();
  }

  /** Neither cut nor slow any more. */
  mend(): void {
    this.#cut = false;
    this.slow(0);
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

  /** Passes on what one side says, in order, each piece after the delay. */
  #forward(from: Socket, to: Socket): void {
    const waiting: { since: number; pass: () => void }[] = [];
    let timer: NodeJS.Timeout | undefined;
    const passDue = () => {
      clearTimeout(timer);
      while (waiting[0] && waiting[0].since + this.#delay <= Date.now()) waiting.shift()?.pass();
      if (waiting[0] && this.#delay < Infinity)
        timer = setTimeout(passDue, waiting[0].since + this.#delay - Date.now());
    };
    const later = (pass: () => void) => {
      waiting.push({ since: Date.now(), pass });
      passDue();
    };
    this.#forwarders.add(passDue);
    to.on('close', () => this.#forwarders.delete(passDue));
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
