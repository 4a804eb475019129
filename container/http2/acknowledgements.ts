/** Pings, or settings, that the other side is to acknowledge: it does so in their order. */

import type { Request } from '../bindings/handle.ts';
import type { Caller, Services } from './services.ts';

/** The library's: whether it was acknowledged, after how many milliseconds, and what came with it. */
export type Acknowledged = (ack: boolean, duration: number, payload?: unknown) => void;

interface Awaited {
  request: Request;
  since: number;
  callback: Acknowledged;
}

export class Acknowledgements {
  readonly #services: Services;
  readonly #caller: Caller;
  readonly #most: number;
  readonly #awaited: Awaited[] = [];

  /** @param most how many may be awaited at a time */
  constructor(services: Services, caller: Caller, most: number) {
    this.#services = services;
    this.#caller = caller;
    this.#most = most;
  }

  /** Awaits one more; false, and the library is told, when there are too many. */
  await(callback: Acknowledged): boolean {
    const { Request, now } = this.#services;
    const awaited = { request: new Request(), since: now(), callback };
    const mayBe = this.#awaited.length < this.#most;
    if (mayBe) this.#awaited.push(awaited);
    else this.#tell(awaited, false);
    return mayBe;
  }

  /** The oldest is acknowledged. Answers after how many milliseconds, or null when none was awaited. */
  settle(payload?: unknown): number | null {
    const awaited = this.#awaited.shift();
    return awaited ? this.#tell(awaited, true, payload) : null;
  }

  /** None of them will be any more. */
  cancel(): void {
    const { later } = this.#services;
    const all = this.#awaited.splice(0);
    if (all.length > 0) later(() => this.#caller.fromLoop(() => all.forEach((awaited) => this.#tell(awaited, false))));
  }

  #tell({ request, since, callback }: Awaited, ack: boolean, payload?: unknown): number {
    const duration = this.#services.now() - since;
    this.#caller.call(() => callback(ack, duration, payload), request);
    return duration;
  }
}
