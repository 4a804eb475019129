/** One stream as the protocol sees it (RFC 9113, section 5). */

import type { Message } from './message.ts';

/**
 * Where a stream is in its life: promised (`reserved`), begun and not answered (`opening`), answered (`opened`), or
 * about to be forgotten since a reset of it is on its way (`closing`).
 */
export type Phase = 'reserved' | 'opening' | 'opened' | 'closing';

export class StreamState {
  readonly id: number;
  /** Whether we have begun it. */
  readonly isMine: boolean;
  phase: Phase;
  /** Promised, and not yet counted among those that are open. */
  isPush: boolean;
  /** The other side has ended its half. */
  readEnded = false;
  /** We have ended ours. */
  writeEnded = false;
  /** Bytes of data that we may send; less than none after a change of the settings. */
  sendWindow: number;
  /** Bytes of data that the other side may send before it hears from us. */
  readonly receive: ReceiveWindow;
  message: Message;
  /** Whether there is something that data comes from, and whether it has said that it has none for now. */
  source: 'none' | 'ready' | 'deferred' = 'none';

  constructor(id: number, isMine: boolean, phase: Phase, windows: { send: number; receive: number }, message: Message) {
    this.id = id;
    this.isMine = isMine;
    this.phase = phase;
    this.isPush = phase === 'reserved';
    this.sendWindow = windows.send;
    this.receive = new ReceiveWindow(windows.receive);
    this.message = message;
  }
}

/** Flow control of what comes in (RFC 9113, section 5.2). */
export class ReceiveWindow {
  /** What the other side may have under way. */
  size: number;
  /** What has come and was not allowed anew. */
  received = 0;
  /** What of that has been used up. */
  consumed = 0;
  /** By how much the window was made smaller than what the other side has heard. */
  reduction = 0;
  /** An update is on its way out. */
  updateQueued = false;

  constructor(size: number) {
    this.size = size;
  }

  /** Counts bytes that came; false when they are more than allowed. */
  take(count: number): boolean {
    this.received += count;
    return this.received <= this.size;
  }

  /** Counts bytes that were used up; answers what is to be allowed anew, which is nothing until it is worth it. */
  consume(count: number): number {
    this.consumed += count;
    if (this.updateQueued) return 0;
    const due = Math.min(this.consumed, this.received);
    if (due <= 0 || due < this.size / 2) return 0;
    this.received -= due;
    this.consumed -= due;
    return due;
  }

  /** Sets another size; answers what is to be allowed anew, or null when that is too much. */
  resize(size: number): number | null {
    const change = size - this.size;
    if (change <= 0) {
      this.size = size;
      this.received += change;
      this.reduction -= change;
      return 0;
    }
    if (size > 0x7fff_ffff) return null;
    this.size = size;
    const known = Math.min(this.reduction, change);
    this.reduction -= known;
    this.received += known;
    return change - known;
  }
}
