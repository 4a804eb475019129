/** `internalBinding('block_list')`: `net.SocketAddress` and `net.BlockList`. */

import { nodeData } from '../process/library.ts';
import { addressNumber, addressText, isMapped } from './addresses.ts';
import { cloneable } from './cloneable.ts';
import { type Binding, standIn } from './shape.ts';

const BITS = 128n;
const MAPPED_BITS = 96;

const constants = standIn('block_list', nodeData.shapes['block_list']) as Record<'AF_INET' | 'AF_INET6', number>;

class SocketAddress {
  readonly number: bigint;
  readonly isIPv4: boolean;
  readonly #port: number;
  readonly #flowlabel: number;

  constructor(address: string, port: number, family: number, flowlabel: number) {
    this.isIPv4 = family === constants.AF_INET;
    const number = addressNumber(address, this.isIPv4);
    if (number === undefined) throw Object.assign(new Error('Invalid socket address'), { code: 'ERR_INVALID_ADDRESS' });
    this.number = number;
    this.#port = port;
    this.#flowlabel = this.isIPv4 ? 0 : flowlabel;
  }

  get text(): string {
    return addressText(this.number, this.isIPv4);
  }

  /** The family's name in a rule. */
  get familyName(): string {
    return this.isIPv4 ? 'IPv4' : 'IPv6';
  }

  detail(out: Record<string, unknown>): object {
    const family = this.isIPv4 ? constants.AF_INET : constants.AF_INET6;
    return Object.assign(out, { address: this.text, port: this.#port, family, flowlabel: this.#flowlabel });
  }

  flowlabel(): number {
    return this.#flowlabel;
  }
}

cloneable(
  SocketAddress,
  'SocketAddress',
  (address) => address.detail({}) as Record<'port' | 'family' | 'flowlabel', number> & { address: string },
  ({ address, port, family, flowlabel }) => new SocketAddress(address, port, family, flowlabel),
);

interface Rule {
  /** As `BlockList.rules` shows it. */
  text: string;
  matches(address: bigint): boolean;
}

class BlockList {
  /** The last one first. */
  readonly #rules: Rule[] = [];

  addAddress({ familyName, text, number }: SocketAddress): void {
    this.#rules.unshift({ text: `Address: ${familyName} ${text}`, matches: (address) => address === number });
  }

  addRange(start: SocketAddress, end: SocketAddress): false | void {
    if (start.number > end.number) return false;
    this.#rules.unshift({
      text: `Range: ${start.familyName} ${start.text}-${end.text}`,
      // Addresses of IPv4 are compared with such of their own family only.
      matches: (address) =>
        isMapped(address) === isMapped(start.number) && address >= start.number && address <= end.number,
    });
  }

  addSubnet({ familyName, text, number, isIPv4 }: SocketAddress, prefix: number): void {
    const shift = BITS - BigInt(isIPv4 ? MAPPED_BITS + prefix : prefix);
    this.#rules.unshift({
      text: `Subnet: ${familyName} ${text}/${prefix}`,
      matches: (address) => address >> shift === number >> shift,
    });
  }

  check({ number }: SocketAddress): boolean {
    return this.#rules.some((rule) => rule.matches(number));
  }

  getRules(): string[] {
    return this.#rules.map(({ text }) => text);
  }
}

export function createBlockListBinding(): Binding {
  return { SocketAddress, BlockList };
}
