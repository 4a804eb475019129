/** The channel ends that this process holds, and who is to be woken when one of them rings. */

import { ChannelEnd, createChannelMemory } from '../kernel/channel.ts';
import { channelNumber } from '../kernel/protocol.ts';
import type { ChannelGrant } from '../kernel/protocol.ts';
import { host } from './host.ts';
import { notify } from './calls.ts';

/** By channel. Both ends may be here: a process that connects to itself. */
const held = new Map<number, Set<Channel>>();
let made = 0;
let maker = 0;

/** Channel numbers are unique in the container: they begin with the number of the process, or of its thread. */
export function numberChannelsFor(number: number): void {
  maker = number;
}

/** The number that they begin with. */
export const channelMakerNumber = (): number => maker;

/** A handle that came over a pipe, and the position of the first byte that it belongs to. */
interface ReceivedHandle {
  position: number;
  handle: { close(): void };
}

/** One end of a channel, with its doorbell. */
export class Channel {
  readonly id: number;
  readonly bytes: ChannelEnd;
  /** Called when bytes, space, an end or a reset arrived. */
  onWake: (() => void) | null = null;
  /** The descriptor it is open as, if it is. */
  fd = -1;
  /** Handles whose bytes were not read yet. */
  readonly handles: ReceivedHandle[] = [];
  /** Who waits to read what will come. */
  readonly #readers: (() => void)[] = [];
  #port: MessagePort | null;
  #shared: boolean;
  #closed = false;

  constructor(grant: ChannelGrant) {
    this.id = grant.id;
    this.#port = grant.port;
    this.#shared = grant.shared;
    this.bytes = new ChannelEnd(grant.memory, grant.end, () => this.#ring(), maker);
    this.#listen();
    const ends = held.get(this.id) ?? new Set();
    held.set(this.id, ends.add(this));
  }

  /** Another process holds this end too: doorbells go through the kernel from now on. */
  share(): void {
    this.#shared = true;
    // A bell that was under way may have missed the new holder: ring once for both.
    this.#ring();
  }

  /** The other end has one holder, and so has this one: doorbells go straight from now on. */
  direct(port: MessagePort): void {
    this.#port?.close();
    this.#port = port;
    this.#shared = false;
    this.#listen();
  }

  /** A handle came that belongs to the byte at `position`. */
  receiveHandle(position: number, handle: { close(): void }): void {
    this.bytes.handleCame();
    this.handles.push({ position, handle });
    this.wake();
  }

  wake(): void {
    this.onWake?.();
    this.#callReaders();
  }

  /** Calls back once, when bytes or an end have come, or the channel is closed. */
  whenReadable(callback: () => void): void {
    this.#readers.push(callback);
    this.#callReaders();
  }

  /** Lets go of the end. `reset` breaks the connection instead of ending it. */
  close(reset: boolean): void {
    if (this.#closed) return;
    this.#closed = true;
    const ends = held.get(this.id);
    ends?.delete(this);
    if (ends?.size === 0) held.delete(this.id);
    this.onWake = null;
    if (!this.#shared) {
      if (reset) this.bytes.reset();
      else {
        this.bytes.finish();
        this.bytes.stopReading();
      }
    }
    notify({ type: 'channel-closed', channel: this.id, end: this.bytes.end, fd: this.fd });
    for (const { handle } of this.handles.splice(0)) handle.close();
    this.#callReaders();
    if (!this.#port) return;
    this.#port.onmessage = null;
    this.#port.close();
  }

  #callReaders(): void {
    if (this.#readers.length === 0 || (!this.#closed && this.bytes.sleepAsReader())) return;
    for (const callback of this.#readers.splice(0)) callback();
  }

  #listen(): void {
    if (this.#port) this.#port.onmessage = () => this.wake();
  }

  #ring(): void {
    if (this.#shared || !this.#port) notify({ type: 'doorbell', channel: this.id, end: this.bytes.end });
    else this.#port.postMessage(0);
  }
}

/** What the other holder of a new channel needs. */
export interface OtherEnd {
  id: number;
  memory: SharedArrayBuffer;
  port: MessagePort;
}

/** Makes a channel of `capacity` bytes a direction: end 0 for us, end 1 for somebody else. */
export function makeChannel(capacity: number): { ours: Channel; theirs: OtherEnd } {
  const id = channelNumber(maker, ++made);
  const memory = createChannelMemory(capacity);
  const { port1, port2 } = new host.MessageChannel();
  return {
    ours: new Channel({ id, memory, end: 0, port: port1, shared: false }),
    theirs: { id, memory, port: port2 },
  };
}

/** The ends that are open here, for what the kernel says of a channel. */
export function endsOf(id: number): Channel[] {
  return [...(held.get(id) ?? [])];
}
