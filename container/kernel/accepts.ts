import type { Channels, Holder } from './channels.ts';
import type { Addresses, Listener, ListeningSocket, Network } from './network.ts';
import type { Process } from './process.ts';
import type { ChannelGrant } from './protocol.ts';

/** A connection that arrived at a listening socket. Its end 1 belongs to whoever accepts it. */
export interface Arrival {
  channel: number;
  socket: ListeningSocket<Process>;
  remotePort: number;
  addresses: Addresses;
}

/**
 * Connections to listening sockets that several processes hold. On a machine the system keeps a connection until one of
 * them accepts it; here each is given to a process at once, and to another one if the first is gone, or has closed its
 * listener, before it has said that it has it. What nobody takes at the moment waits here.
 */
export class Accepts implements Holder {
  readonly #channels: Channels;
  readonly #network: Network<Process>;
  /** By channel: who was given it and has not answered. */
  readonly #given = new Map<number, { arrival: Arrival; listener: Listener<Process> }>();
  readonly #backlog = new Set<Arrival>();

  constructor(channels: Channels, network: Network<Process>) {
    this.#channels = channels;
    this.#network = network;
  }

  // As the holder of what waits, which nobody reads yet.
  ring(): void {}
  shared(): void {}

  /** Gives a connection to a process, with its end of the channel. `acknowledge`: others may get it instead. */
  give(arrival: Arrival, listener: Listener<Process>, channel: ChannelGrant, acknowledge: boolean): void {
    const { remotePort, addresses } = arrival;
    if (acknowledge) {
      this.#given.set(arrival.channel, { arrival, listener });
      listener.waiting++;
    }
    const transfer = channel.port ? [channel.port] : [];
    const { owner, key } = listener;
    owner.send({ type: 'accept', listener: key, channel, remotePort, addresses, acknowledge }, transfer);
  }

  /** Nobody accepts at the moment: the connection, whose end 1 is held here, waits. */
  keep(arrival: Arrival): void {
    this.#backlog.add(arrival);
  }

  /** The process has the connection, or has closed it. */
  answered(process: Process, channel: number): void {
    const given = this.#given.get(channel);
    if (given?.listener.owner !== process) return;
    this.#given.delete(channel);
    given.listener.waiting--;
  }

  /** The holders of some listening socket have changed. To be called before a dead process lets go of its channels. */
  settle(): void {
    for (const { arrival, listener } of [...this.#given.values()]) if (!listener.open) this.#pass(arrival, listener);
    for (const arrival of [...this.#backlog]) {
      // Whoever has connected may be gone since.
      const waits = this.#channels.holds(arrival.channel, 1, this);
      const next = waits ? this.#network.next(arrival.socket) : null;
      if (waits && !next && arrival.socket.listeners.length > 0) continue;
      this.#backlog.delete(arrival);
      if (next) this.#move(arrival, this, next);
      else this.#channels.break(arrival.channel, 1, this);
    }
  }

  #pass(arrival: Arrival, from: Listener<Process>): void {
    const { channel, socket } = arrival;
    this.#given.delete(channel);
    from.waiting--;
    if (!this.#channels.holds(channel, 1, from.owner)) return;
    const next = this.#network.next(socket);
    // It may have begun to read before it was ended, and its answer has not come any more: nobody else can go on.
    const lost = socket.listeners.length === 0 || !this.#channels.isUntouched(channel, 1);
    if (lost) this.#channels.break(channel, 1, from.owner);
    else this.#move(arrival, from.owner, next);
  }

  #move(arrival: Arrival, from: Holder, to: Listener<Process> | null): void {
    const { channel, socket } = arrival;
    const grant = this.#channels.share(channel, 1, to?.owner ?? this);
    if (to) this.give(arrival, to, grant, socket.listeners.length > 1);
    else this.keep(arrival);
    this.#channels.release(channel, 1, from);
  }
}
