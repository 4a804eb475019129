import { ChannelEnd } from './channel.ts';
import type { End } from './channel.ts';
import { SystemFailure } from './errors.ts';
import type { Limits } from './limits.ts';
import type { ChannelGrant } from './protocol.ts';

/** Whoever can hold the end of a channel: a process, or a part of the kernel that feeds or drains one. */
export interface Holder {
  /** The holder of the other end rang. */
  ring(channel: number): void;
  /** From now on the bell of this channel must be rung through the kernel. */
  shared(channel: number): void;
  /** From now on `port` leads straight to the other end. Who has no such method is rung by the kernel for good. */
  direct?(channel: number, end: End, port: MessagePort): void;
}

/** A pipe only ends; a socket whose unread bytes are thrown away breaks (RST), as TCP does. */
export type ChannelKind = 'pipe' | 'socket';

interface EndRecord {
  /** Who holds this end, and by how many descriptors. */
  holders: Map<Holder, number>;
  /** Several holders: they ring, and are rung, through the kernel. */
  shared: boolean;
  /** Handles on their way to whoever reads here. */
  handles: number;
}

interface Channel {
  memory: SharedArrayBuffer;
  kind: ChannelKind;
  ends: [EndRecord, EndRecord];
}

/** A worker that was terminated can run on for two seconds in Chromium when it was busy. In milliseconds. */
const LAST_BREATH = 2500;

const other = (end: End): End => (end === 0 ? 1 : 0);

/** Knows who holds which end of every channel. The bytes themselves never pass here. */
export class Channels {
  readonly #channels = new Map<number, Channel>();
  readonly #most: Record<ChannelKind | 'handle', number>;
  readonly #open: Record<ChannelKind | 'handle', number> = { pipe: 0, socket: 0, handle: 0 };
  /** Is told whose bell has rung, when it led to the kernel. */
  readonly heard: (holder: Holder) => void;

  constructor(limits: Pick<Limits, 'connections' | 'pipes' | 'handles'>, heard: (holder: Holder) => void) {
    this.heard = heard;
    this.#most = { pipe: limits.pipes, socket: limits.connections, handle: limits.handles };
  }

  /** Takes note of a channel that somebody made. Fails with EMFILE when there are too many of its kind. */
  register(id: number, memory: SharedArrayBuffer, kind: ChannelKind, holders: [Holder, Holder]): void {
    if (this.#channels.has(id)) throw new SystemFailure('EEXIST');
    if (this.#open[kind] >= this.#most[kind]) throw new SystemFailure('EMFILE');
    this.#open[kind]++;
    const end = (holder: Holder): EndRecord => ({
      holders: new Map([[holder, 1]]),
      shared: false,
      handles: 0,
    });
    this.#channels.set(id, { memory, kind, ends: [end(holders[0]), end(holders[1])] });
  }

  /** Lets one more descriptor hold an end: the grant for `holder`. Fails with EBADF when the end is closed. */
  share(id: number, end: End, holder: Holder): ChannelGrant {
    const channel = this.#channels.get(id);
    const record = channel?.ends[end];
    if (!channel || !record || record.holders.size === 0) throw new SystemFailure('EBADF');
    const known = [...record.holders.keys()];
    record.holders.set(holder, (record.holders.get(holder) ?? 0) + 1);
    if (!record.shared) {
      record.shared = true;
      for (const each of [...known, ...channel.ends[other(end)].holders.keys()]) each.shared(id);
    }
    return { id, memory: channel.memory, end, port: null, shared: true };
  }

  /** Whether the holder has this end. */
  holds(id: number, end: End, holder: Holder): boolean {
    return this.#channels.get(id)?.ends[end].holders.has(holder) ?? false;
  }

  /** Who holds an end; nobody when the channel is gone. */
  holdersOf(id: number, end: End): Holder[] {
    return [...(this.#channels.get(id)?.ends[end].holders.keys() ?? [])];
  }

  /** What a channel is. Fails with EBADF when it is gone. */
  kindOf(id: number): ChannelKind {
    const channel = this.#channels.get(id);
    if (!channel) throw new SystemFailure('EBADF');
    return channel.kind;
  }

  /** Whether one more handle may be on its way. */
  get hasRoomForHandle(): boolean {
    return this.#open.handle < this.#most.handle;
  }

  /** Takes note of a handle on its way to whoever reads at this end. */
  handleSent(id: number, end: End): void {
    const channel = this.#channels.get(id);
    if (!channel) return;
    this.#open.handle++;
    channel.ends[end].handles++;
    new ChannelEnd(channel.memory, end, () => {}).expectHandle();
  }

  /** The reader has got one of them. */
  handleTaken(id: number, end: End, holder: Holder): void {
    const record = this.#channels.get(id)?.ends[end];
    if (!record || record.handles === 0 || !record.holders.has(holder)) return;
    record.handles--;
    this.#open.handle--;
  }

  /** The holder breaks the connection instead of ending it. */
  break(id: number, end: End, holder: Holder): void {
    const channel = this.#channels.get(id);
    if (!channel?.ends[end].holders.has(holder)) return;
    new ChannelEnd(channel.memory, end, () => this.ring(id, end)).reset();
    this.release(id, end, holder);
  }

  /** Whether nothing was read and nothing written at this end. */
  isUntouched(id: number, end: End): boolean {
    const channel = this.#channels.get(id);
    if (!channel) return false;
    const side = new ChannelEnd(channel.memory, end, () => {});
    return side.written === 0 && side.consumed === 0;
  }

  /** Rings everybody who holds the other end than `end`. A `holder` of anything else is not heard. */
  ring(id: number, end: End, holder?: Holder): void {
    const ends = this.#channels.get(id)?.ends;
    if (!ends || (holder && !ends[end].holders.has(holder))) return;
    for (const each of ends[other(end)].holders.keys()) each.ring(id);
  }

  /** One descriptor of the holder lets go of an end; the last one ends that side of the stream. */
  release(id: number, end: End, holder: Holder): void {
    const record = this.#channels.get(id)?.ends[end];
    const count = record?.holders.get(holder);
    if (!record || count === undefined) return;
    if (count > 1) {
      record.holders.set(holder, count - 1);
      this.#straighten(id);
    } else this.#leave(id, end, holder);
  }

  /** The holder is dead: it lets go of everything. `owner` is the number it locked channels with. */
  releaseAll(holder: Holder, owner: number): void {
    for (const [id, channel] of [...this.#channels]) {
      for (const end of [0, 1] as const) {
        const record = channel.ends[end];
        if (!record.holders.has(holder)) continue;
        if (record.holders.size > 1) this.#unlockLater(channel.memory, end, owner);
        this.#leave(id, end, holder);
      }
    }
  }

  #leave(id: number, end: End, holder: Holder): void {
    const channel = this.#channels.get(id);
    const record = channel?.ends[end];
    if (!channel || !record) return;
    record.holders.delete(holder);
    this.#open.handle -= record.handles;
    record.handles = 0;
    if (record.holders.size > 0) {
      new ChannelEnd(channel.memory, end, () => {}).forgetHandles();
      return this.#straighten(id);
    }
    const side = new ChannelEnd(channel.memory, end, () => this.ring(id, end));
    if (channel.kind === 'socket' && side.available > 0) side.reset();
    else {
      side.finish();
      side.stopReading();
    }
    if (channel.ends[other(end)].holders.size > 0) return;
    this.#channels.delete(id);
    this.#open[channel.kind]--;
  }

  /** Gives both sides a doorbell that leads straight to the other, when each end has one holder again. */
  #straighten(id: number): void {
    const ends = this.#channels.get(id)?.ends;
    if (!ends?.some(({ shared }) => shared)) return;
    const [[one, ...others], [two, ...more]] = [[...ends[0].holders], [...ends[1].holders]];
    if (!one || !two || others.length > 0 || more.length > 0 || one[1] > 1 || two[1] > 1) return;
    if (!one[0].direct || !two[0].direct) return;
    const { port1, port2 } = new MessageChannel();
    one[0].direct(id, 0, port1);
    two[0].direct(id, 1, port2);
    for (const end of ends) end.shared = false;
  }

  /** A process that was killed while it wrote must not keep the other writers out. */
  #unlockLater(memory: SharedArrayBuffer, end: End, owner: number): void {
    setTimeout(() => new ChannelEnd(memory, end, () => {}).unlock(owner), LAST_BREATH);
  }
}
