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
}

/** A pipe only ends; a socket whose unread bytes are thrown away breaks (RST), as TCP does. */
export type ChannelKind = 'pipe' | 'socket';

interface EndRecord {
  /** Who holds this end, and by how many descriptors. */
  holders: Map<Holder, number>;
  /** Who held it from the start: its doorbell leads straight to the other end. */
  first: Holder;
  /** The doorbells of all later descriptors, which lead to the kernel. */
  bells: MessagePort[];
  /** Several holders: whoever rings them does so through the kernel. */
  shared: boolean;
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
  readonly #most: Record<ChannelKind, number>;
  readonly #open: Record<ChannelKind, number> = { pipe: 0, socket: 0 };
  readonly heard: (holder: Holder) => void;

  /** `heard` is told whose bell has rung, when it led to the kernel. */
  constructor(limits: Pick<Limits, 'connections' | 'pipes'>, heard: (holder: Holder) => void) {
    this.heard = heard;
    this.#most = { pipe: limits.pipes, socket: limits.connections };
  }

  /** Takes note of a channel that somebody made. Fails with EMFILE when there are too many of its kind. */
  register(id: number, memory: SharedArrayBuffer, kind: ChannelKind, holders: [Holder, Holder]): void {
    if (this.#channels.has(id)) throw new SystemFailure('EEXIST');
    if (this.#open[kind] >= this.#most[kind]) throw new SystemFailure('EMFILE');
    this.#open[kind]++;
    const end = (holder: Holder): EndRecord => ({
      holders: new Map([[holder, 1]]),
      first: holder,
      bells: [],
      shared: false,
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
    const bell = new MessageChannel();
    bell.port1.onmessage = () => {
      this.heard(holder);
      this.ring(id, end);
    };
    record.bells.push(bell.port1);
    return { id, memory: channel.memory, end, port: bell.port2, shared: true };
  }

  /** Rings everybody who holds the other end than `end`. A `holder` of anything else is not heard. */
  ring(id: number, end: End, holder?: Holder): void {
    const ends = this.#channels.get(id)?.ends;
    if (!ends || (holder && !ends[end].holders.has(holder))) return;
    const record = ends[other(end)];
    if (record.holders.has(record.first)) record.first.ring(id);
    for (const bell of record.bells) bell.postMessage(0);
  }

  /** One descriptor of the holder lets go of an end; the last one ends that side of the stream. */
  release(id: number, end: End, holder: Holder): void {
    const record = this.#channels.get(id)?.ends[end];
    const count = record?.holders.get(holder);
    if (!record || count === undefined) return;
    if (count > 1) record.holders.set(holder, count - 1);
    else this.#leave(id, end, holder);
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
    if (record.holders.size > 0) return;
    for (const bell of record.bells) bell.close();
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

  /** A process that was killed while it wrote must not keep the other writers out. */
  #unlockLater(memory: SharedArrayBuffer, end: End, owner: number): void {
    setTimeout(() => new ChannelEnd(memory, end, () => {}).unlock(owner), LAST_BREATH);
  }
}
