/** After so many messages of one sender the kernel looks whether more are waiting. */
const STEP = 1000;

/**
 * Notices when messages come faster than they can be read. A thread has one queue: behind one sender's messages wait
 * those of all others, the page's too, which may be there to stop that very sender.
 *
 * It is measured by a message to oneself: what is read before it comes back was waiting.
 */
export class Backlog<Sender> {
  readonly #limit: number;
  readonly #read = new Map<Sender, number>();
  #marked = false;

  /** `limit` is how many messages of one sender may wait. */
  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Counts a message that was read. Returns false when too many of this sender were waiting. */
  count(sender: Sender): boolean {
    const count = (this.#read.get(sender) ?? 0) + 1;
    this.#read.set(sender, count);
    if (count >= STEP && !this.#marked) this.#mark();
    return count <= this.#limit;
  }

  #mark(): void {
    this.#marked = true;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      this.#marked = false;
      this.#read.clear();
    };
    port2.postMessage(0);
  }
}
