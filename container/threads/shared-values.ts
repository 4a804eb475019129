/**
 * What a message refers to and no bytes can hold: shared memory and compiled WebAssembly. Each has a number, and goes
 * beside the message by the browser's own way; who has it already finds it by its number.
 */

import { channelNumber } from '../kernel/protocol.ts';
import type { SharedValue } from '../kernel/protocol.ts';

type Value = SharedValue['value'];

/** What has come, and for how many messages that were not read yet: below 0 for messages that needed none of it. */
interface Arrival {
  value: Value;
  messages: number;
}

export class SharedValues {
  readonly #numbers = new WeakMap<Value, number>();
  readonly #known = new Map<number, WeakRef<Value>>();
  readonly #gone = new FinalizationRegistry<number>((id) => {
    if (this.#known.get(id)?.deref() === undefined) this.#known.delete(id);
  });
  readonly #arrived = new Map<number, Arrival>();
  readonly #maker: () => number;
  #made = 0;

  constructor(maker: () => number) {
    this.#maker = maker;
  }

  /** The number of a value, for a message. */
  numberOf(value: Value): number {
    let id = this.#numbers.get(value);
    if (id === undefined) this.#remember((id = channelNumber(this.#maker(), ++this.#made)), value);
    return id;
  }

  /** The values of a message have come. */
  arrive(values: SharedValue[]): void {
    for (const { id, value } of values) this.#count(id, value, 1);
  }

  /** The values of a message that is read now; null when one is still on its way. */
  take(ids: number[]): Value[] | null {
    const values = ids.map((id) => this.#known.get(id)?.deref() ?? this.#arrived.get(id)?.value);
    if (!values.every((value) => value !== undefined)) return null;
    for (const [at, id] of ids.entries()) {
      const value = values[at]!;
      if (!this.#numbers.has(value)) this.#remember(id, value);
      this.#count(id, value, -1);
    }
    return values;
  }

  #remember(id: number, value: Value): void {
    this.#numbers.set(value, id);
    this.#known.set(id, new WeakRef(value));
    this.#gone.register(value, id);
  }

  #count(id: number, value: Value, by: number): void {
    const arrival = this.#arrived.get(id) ?? { value, messages: 0 };
    arrival.messages += by;
    if (arrival.messages === 0) this.#arrived.delete(id);
    else this.#arrived.set(id, arrival);
  }
}
