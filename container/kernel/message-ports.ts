import { SystemFailure } from './errors.ts';
import type { Limits } from './limits.ts';
import type { KernelMessage, PostOutcome, SharedValue } from './protocol.ts';

/** Whoever can hold a message port: a thread. Threads of one process have the same leader. */
export interface PortHolder {
  readonly leader: object;
  send(message: KernelMessage): void;
}

interface Message {
  bytes: Uint8Array;
  ports: Port[];
  shared: SharedValue[];
}

interface Port {
  readonly id: number;
  /** Null while it is on its way in a message, or waits for a thread that is not started. */
  holder: PortHolder | null;
  /** All that it leads to, and itself. */
  readonly group: Set<Port>;
  /** Where its group is found, if it is one that anybody of the process can join by a name. */
  readonly named: { groups: Map<string, Set<Port>>; name: string } | null;
  readonly queue: Message[];
  /** The holder knows that something waits, and asks until nothing does. */
  told: boolean;
  /** Nobody is left at the other end: it goes when its queue is empty. */
  ended: boolean;
}

/** What a message takes of the bound beside its bytes: many empty ones take memory too. */
const COST_OF_MESSAGE = 256;

const costOf = ({ bytes }: Message): number => bytes.length + COST_OF_MESSAGE;

/**
 * The message ports of all threads, with their queues. The queues are here and not in the threads so that a thread which
 * does not come back to its event loop can ask for a message too (`receiveMessageOnPort`), and so that ports can go from
 * one thread to another.
 */
export class MessagePorts {
  readonly #ports = new Map<number, Port>();
  /** By process and name. */
  readonly #named = new WeakMap<object, Map<string, Set<Port>>>();
  readonly #limits: Pick<Limits, 'messagePorts' | 'messageBytes'>;
  #waiting = 0;
  #last = 0;

  constructor(limits: Pick<Limits, 'messagePorts' | 'messageBytes'>) {
    this.#limits = limits;
  }

  /** Two ports that lead to each other; a holder can come later (`adopt`). Fails with EMFILE. */
  pair(one: PortHolder | null, other: PortHolder | null): [number, number] {
    if (this.#ports.size + 2 > this.#limits.messagePorts) throw new SystemFailure('EMFILE');
    const group = new Set<Port>();
    return [this.#add(one, group, null), this.#add(other, group, null)];
  }

  /** A port that leads to all of the process that have this name. Fails with EMFILE. */
  broadcast(holder: PortHolder, name: string): number {
    if (this.#ports.size >= this.#limits.messagePorts) throw new SystemFailure('EMFILE');
    const groups = this.#named.get(holder.leader) ?? new Map<string, Set<Port>>();
    this.#named.set(holder.leader, groups);
    const group = groups.get(name) ?? new Set<Port>();
    groups.set(name, group);
    return this.#add(holder, group, { groups, name });
  }

  /** Gives a port that nobody holds to a thread, with what waits there. */
  adopt(id: number, holder: PortHolder): void {
    const port = this.#ports.get(id);
    if (port?.holder === null) this.#give(port, holder);
  }

  /** See the call `postMessage`. */
  post(holder: PortHolder, id: number, bytes: Uint8Array, ports: number[], shared: SharedValue[]): PostOutcome {
    const source = this.#held(holder, id);
    const sent = [...new Set(ports)].map((each) => this.#held(holder, each));
    const targets = [...source.group].filter((each) => each !== source);
    if (bytes.length === 0 || sent.includes(source) || (sent.length > 0 && targets.length > 1))
      throw new SystemFailure('EINVAL');
    const message: Message = { bytes, ports: sent, shared };
    const cost = costOf(message) * targets.length;
    if (this.#waiting + cost > this.#limits.messageBytes) throw new SystemFailure('ENOBUFS');
    for (const port of sent) port.holder = null;
    const [target] = targets;
    if (!target || sent.includes(target)) {
      for (const port of sent) this.#remove(port);
      return target ? 'lost' : 'alone';
    }
    this.#waiting += cost;
    for (const each of targets) {
      each.queue.push(message);
      this.#announce(each, message);
    }
    return 'posted';
  }

  /** See the call `receiveMessage`. */
  receive(holder: PortHolder, id: number): Uint8Array {
    const port = this.#held(holder, id);
    const message = port.queue.shift();
    port.told = false;
    if (!message) return new Uint8Array(0);
    this.#waiting -= costOf(message);
    for (const each of message.ports) this.#give(each, holder);
    port.told = port.queue.length > 0;
    message.bytes[0] = Number(port.told);
    this.#endIfEmpty(port);
    return message.bytes;
  }

  /** The holder lets go of a port; one that it does not have is gone already. */
  close(holder: PortHolder, id: number): void {
    const port = this.#ports.get(id);
    if (port?.holder === holder) this.#remove(port);
  }

  /** Drops a port that nobody holds. */
  drop(id: number): void {
    const port = this.#ports.get(id);
    if (port?.holder === null) this.#remove(port);
  }

  /** The holder is gone: so are its ports. */
  releaseAll(holder: PortHolder): void {
    for (const port of [...this.#ports.values()]) if (port.holder === holder) this.#remove(port);
  }

  #add(holder: PortHolder | null, group: Set<Port>, named: Port['named']): number {
    const port: Port = { id: ++this.#last, holder, group, named, queue: [], told: false, ended: false };
    this.#ports.set(port.id, port);
    group.add(port);
    return port.id;
  }

  #held(holder: PortHolder, id: number): Port {
    const port = this.#ports.get(id);
    if (port?.holder !== holder) throw new SystemFailure('EBADF');
    return port;
  }

  #give(port: Port, holder: PortHolder): void {
    if (!this.#ports.has(port.id)) return;
    port.holder = holder;
    port.told = false;
    for (const message of port.queue) this.#announce(port, message);
    this.#endIfEmpty(port);
  }

  /** What a message refers to is there before whoever is told of the message asks for it. */
  #announce(port: Port, { shared }: Message): void {
    const { id, holder } = port;
    if (!holder) return;
    if (shared.length > 0) holder.send({ type: 'shared', values: shared });
    if (!port.told) holder.send({ type: 'message', port: id });
    port.told = true;
  }

  #endIfEmpty(port: Port): void {
    if (!port.ended || port.queue.length > 0 || !port.holder) return;
    port.holder.send({ type: 'port-closed', port: port.id });
    this.#remove(port);
  }

  #remove(port: Port): void {
    if (!this.#ports.delete(port.id)) return;
    port.group.delete(port);
    for (const message of port.queue.splice(0)) {
      this.#waiting -= costOf(message);
      for (const each of message.ports) this.#remove(each);
    }
    if (port.named) {
      if (port.group.size === 0) port.named.groups.delete(port.named.name);
      return;
    }
    for (const other of port.group) {
      other.ended = true;
      this.#endIfEmpty(other);
    }
  }
}
