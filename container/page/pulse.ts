import type { FrameMessage, FrameQuestion } from '../frame/protocol.ts';

/** How often the frame is asked whether it is still there, in milliseconds. */
const BEAT = 1000;

/** So many questions without an answer mean that it is gone. Counted, not timed: a machine that slept asks none. */
const MISSED = 6;

/**
 * Notices that the browser has ended the frame's process, with all its workers: it does so when they need more memory
 * than it gives, and tells nobody.
 */
export class Pulse {
  readonly #frame: HTMLIFrameElement;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #hear: (event: MessageEvent<FrameMessage>) => void;
  #unanswered = 0;

  /** `onLost` is called once. */
  constructor(frame: HTMLIFrameElement, onLost: () => void) {
    this.#frame = frame;
    this.#hear = ({ source, data }) => {
      if (source === frame.contentWindow && data?.type === 'frame-alive') this.#unanswered = 0;
    };
    addEventListener('message', this.#hear);
    this.#timer = setInterval(() => {
      if (this.#unanswered < MISSED) return this.#ask();
      this.stop();
      onLost();
    }, BEAT);
  }

  stop(): void {
    clearInterval(this.#timer);
    removeEventListener('message', this.#hear);
  }

  #ask(): void {
    this.#unanswered++;
    // The frame's origin is opaque, which only `*` can address.
    this.#frame.contentWindow?.postMessage({ type: 'alive?' } satisfies FrameQuestion, '*');
  }
}
