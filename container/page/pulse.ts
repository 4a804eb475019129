import type { FrameMessage, FrameQuestion } from '../frame/protocol.ts';
import type { Frame } from './boot-frame.ts';

/** How often the frame is asked whether it is still there, in milliseconds. */
const BEAT = 1000;

/**
 * So many questions without a sign of life mean that it is gone. Counted, not timed: a machine that slept asks none. A
 * busy machine that starts fifty processes can leave the frame no time for ten seconds.
 */
const MISSED = 30;

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
  constructor({ element, port }: Frame, onLost: () => void) {
    this.#frame = element;
    this.#hear = ({ source, data }) => {
      if (source === element.contentWindow && data?.type === 'frame-alive') this.#unanswered = 0;
    };
    addEventListener('message', this.#hear);
    // The kernel lives and dies with the frame.
    port.addEventListener('message', () => (this.#unanswered = 0));
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
