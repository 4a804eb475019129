import { ChannelEnd, PIPE_CAPACITY, createChannelMemory } from './channel.ts';
import type { Channels, Holder } from './channels.ts';
import { SystemFailure } from './errors.ts';
import { outputCost } from './page-protocol.ts';
import type { ChannelGrant } from './protocol.ts';

/** A writer as fast as the kernel must not keep it from everything else: so many bytes are read at a time. */
const TURN = 1024 * 1024;

/** What a look at a pipe costs of a turn in which nothing was read: a process could keep it between full and empty. */
const LOOK = 1024;

/** A pipe between the kernel, which holds end 0, and a process that gets end 1. */
abstract class KernelPipe implements Holder {
  /** For the process that holds the other end. */
  readonly grant: ChannelGrant & { port: MessagePort };
  protected readonly end: ChannelEnd;
  readonly #channels: Channels;
  readonly #bell: MessagePort;

  constructor(channels: Channels, id: number, holder: Holder) {
    const memory = createChannelMemory(PIPE_CAPACITY);
    const bell = new MessageChannel();
    channels.register(id, memory, 'pipe', [this, holder]);
    this.#channels = channels;
    this.#bell = bell.port1;
    this.#bell.onmessage = () => {
      channels.heard(holder);
      this.ring();
    };
    this.end = new ChannelEnd(memory, 0, () => channels.ring(id, 0), 0);
    this.grant = { id, memory, end: 1, port: bell.port2, shared: false };
  }

  abstract ring(): void;

  /** The process's end may be shared: the kernel rings every holder anyway. */
  shared(): void {}

  /** Lets go of the pipe: the process reads end of file, and what it writes fails with EPIPE. */
  close(): void {
    this.#bell.close();
    this.#channels.release(this.grant.id, 0, this);
  }
}

/** Takes what processes write, as far as it is given credit for. */
export class Drain extends KernelPipe {
  readonly #onBytes: (bytes: Uint8Array) => void;
  readonly #onEnd: () => void;
  #credit: number;
  #ended = false;

  /** Reads what `credit` pays for until `grantCredit` allows more. `onEnd`: nobody holds the other end any more. */
  constructor(
    channels: Channels,
    id: number,
    holder: Holder,
    to: { credit: number; onBytes: (bytes: Uint8Array) => void; onEnd: () => void },
  ) {
    super(channels, id, holder);
    this.#credit = to.credit;
    this.#onBytes = to.onBytes;
    this.#onEnd = to.onEnd;
    this.ring();
  }

  /** Allows to read so much more. */
  grantCredit(cost: number): void {
    this.#credit += cost;
    this.ring();
  }

  ring(): void {
    let turn = TURN;
    while (!this.#ended) {
      if (turn <= 0) return void setTimeout(() => this.ring(), 0);
      const bytes = this.#credit > 0 ? this.end.read(this.#credit) : null;
      turn -= Math.max(bytes?.length ?? 0, LOOK);
      if (bytes) {
        this.#credit -= outputCost(bytes);
        this.#onBytes(bytes);
      } else if (this.end.atEnd || this.end.wasReset) {
        this.#ended = true;
        this.close();
        this.#onEnd();
      } else if (this.#credit <= 0 || this.end.sleepAsReader()) {
        return;
      }
    }
  }
}

interface Piece {
  bytes: Uint8Array;
  written: () => void;
  failed: (error: SystemFailure) => void;
}

/** Feeds bytes to processes, as fast as they read. */
export class Feed extends KernelPipe {
  readonly #queue: Piece[] = [];
  #finished = false;

  /** Resolves when the pipe has taken all bytes. Rejects with EPIPE when nobody will read them. */
  write(bytes: Uint8Array): Promise<void> {
    if (this.#finished) return Promise.reject(new SystemFailure('EPIPE'));
    return new Promise((written, failed) => {
      this.#queue.push({ bytes, written, failed });
      this.ring();
    });
  }

  /** End of file, after what was written. */
  finish(): void {
    this.#finished = true;
    this.ring();
  }

  ring(): void {
    let turn = TURN;
    for (let piece = this.#queue[0]; piece; piece = this.#queue[0]) {
      if (turn <= 0) return void setTimeout(() => this.ring(), 0);
      if (this.end.readerGone) {
        this.#queue.shift();
        piece.failed(new SystemFailure('EPIPE'));
        continue;
      }
      const count = this.end.write(piece.bytes);
      turn -= Math.max(count, LOOK);
      piece.bytes = piece.bytes.subarray(count);
      if (piece.bytes.length === 0) {
        this.#queue.shift();
        piece.written();
      } else if (this.end.waitAsWriter()) {
        return;
      }
    }
    if (this.#finished) this.close();
  }
}
