/** What a stream's headers and data must be to be an HTTP message (RFC 9113, section 8). */

import type { Field } from './header-table.ts';

const NAME = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const SPACE_AROUND = /^[\t ]|[\t ]$/;
/** Pseudo-headers must be right in every character. */
const PSEUDO_VALUES: Record<string, RegExp> = {
  ':authority': /^[!$%&'()*+,\-.:;=@[\]_~0-9A-Za-z]*$/,
  ':method': /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/,
  ':path': /^[\x21-\x7e\x80-\xff]+$/,
  ':scheme': /^[A-Za-z][A-Za-z0-9+\-.]*$/,
  ':protocol': VALUE,
  ':status': /^[0-9]{3}$/,
};
const OF_REQUEST = new Set([':authority', ':method', ':path', ':scheme', ':protocol']);
/** Belong to a connection of HTTP/1. */
const OF_CONNECTION = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade']);

/** What becomes of a field: it is taken, it is passed over, or the whole message is refused. */
export type Verdict = 'take' | 'ignore' | 'refuse';

export interface MessageRules {
  /** Whether space around a value is wrong. */
  strictSpace: boolean;
  /** Whether we have said that we know `:protocol`. */
  connectProtocol: boolean;
}

/** What comes on one stream: a request or a response, as it is read. */
export class Message {
  readonly #isRequest: boolean;
  readonly #rules: MessageRules;
  /** The pseudo-headers of the block. */
  readonly #pseudo = new Map<string, string>();
  #pseudoIsOver = false;
  #hasHost = false;
  /** The bytes that the data is to have; null when nobody said. */
  #contentLength: number | null = null;
  #received = 0;
  /** The method of the request that this message answers, or is. */
  method = '';
  /** Only informational headers have come yet. */
  awaitsFinal = false;

  constructor(isRequest: boolean, rules: MessageRules) {
    this.#isRequest = isRequest;
    this.#rules = rules;
  }

  /** A new block of headers begins. */
  begin(): void {
    this.#pseudo.clear();
    this.#pseudoIsOver = false;
  }

  /**
   * Looks at a field of the block.
   * @param trailer whether the block comes behind the data
   */
  field({ name, value }: Field, trailer: boolean): Verdict {
    const isPseudo = name.startsWith(':');
    if (!NAME.test(name)) {
      if (isPseudo || /[A-Z]/.test(name)) return 'refuse';
      this.#pseudoIsOver = true;
      return 'ignore';
    }
    if (isPseudo) return this.#pseudoField(name, value, trailer);
    this.#pseudoIsOver = true;
    const allowed = name === 'host' ? (PSEUDO_VALUES[':authority'] as RegExp) : VALUE;
    if (!allowed.test(value) || (this.#rules.strictSpace && SPACE_AROUND.test(value))) return 'ignore';
    if (OF_CONNECTION.has(name) || (name === 'te' && value.toLowerCase() !== 'trailers')) return 'refuse';
    if (name === 'host') this.#hasHost = true;
    return name === 'content-length' ? this.#length(value) : 'take';
  }

  /** Whether the block that has ended makes a message's headers. */
  endHeaders(): boolean {
    return this.#isRequest ? this.#endRequest() : this.#endResponse();
  }

  /** Whether so many more bytes of data may come. */
  data(count: number): boolean {
    this.#received += count;
    return !this.awaitsFinal && (this.#contentLength === null || this.#received <= this.#contentLength);
  }

  /** Whether the message may end here. */
  end(): boolean {
    return !this.awaitsFinal && (this.#contentLength === null || this.#received === this.#contentLength);
  }

  #pseudoField(name: string, value: string, trailer: boolean): Verdict {
    if (trailer || this.#pseudoIsOver || this.#pseudo.has(name)) return 'refuse';
    if (!PSEUDO_VALUES[name]?.test(value) || OF_REQUEST.has(name) !== this.#isRequest) return 'refuse';
    if (name === ':protocol' && !this.#rules.connectProtocol) return 'refuse';
    if (value === '101' && name === ':status') return 'refuse';
    this.#pseudo.set(name, value);
    return 'take';
  }

  #length(value: string): Verdict {
    const status = this.#pseudo.get(':status');
    if (status === '204') return value === '0' ? 'ignore' : 'refuse';
    if (status?.startsWith('1')) return 'refuse';
    if (status?.startsWith('2') && this.method === 'CONNECT') return 'ignore';
    if (this.#contentLength !== null || !/^[0-9]{1,15}$/.test(value)) return 'refuse';
    this.#contentLength = Number(value);
    return 'take';
  }

  #endRequest(): boolean {
    const pseudo = this.#pseudo;
    this.method = pseudo.get(':method') ?? '';
    const protocol = pseudo.has(':protocol');
    if (this.method === 'CONNECT' && !protocol) {
      this.#contentLength = null;
      return pseudo.has(':authority') && !pseudo.has(':scheme') && !pseudo.has(':path');
    }
    const path = pseudo.get(':path');
    const scheme = pseudo.get(':scheme');
    if (this.method === '' || path === undefined || scheme === undefined) return false;
    if (!pseudo.has(':authority') && !this.#hasHost) return false;
    if (protocol && (this.method !== 'CONNECT' || !pseudo.has(':authority'))) return false;
    const isWeb = /^https?$/i.test(scheme);
    return !isWeb || path.startsWith('/') || (path === '*' && this.method === 'OPTIONS');
  }

  #endResponse(): boolean {
    const status = this.#pseudo.get(':status');
    if (status === undefined) return false;
    this.awaitsFinal = status.startsWith('1');
    if (this.awaitsFinal) this.#contentLength = null;
    else if (this.method === 'HEAD' || status === '304' || status === '204') this.#contentLength = 0;
    else if (this.method === 'CONNECT') this.#contentLength = null;
    return true;
  }
}
