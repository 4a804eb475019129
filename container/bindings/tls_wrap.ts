/**
 * `internalBinding('tls_wrap')`, and what `internalBinding('crypto')` has for it. There is no TLS: a connection ends with
 * an error that says so, where a failed handshake would. Packages that make sockets and contexts early, and never use
 * them, go on; keys and certificates are refused at once.
 */

import { nodeData } from '../process/library.ts';
import { enter, later } from '../process/loop.ts';
import { errno } from './errno.ts';
import { Request } from './handle.ts';
import { type Binding, refusal, standIn } from './shape.ts';

/** What a context can be told without harm. */
const SETTINGS = [
  'addRootCerts,setAllowPartialTrustChain,setCipherSuites,setCiphers,setSigalgs,setECDHCurve,setMaxProto',
  'setMinProto,setOptions,setSessionIdContext,setSessionTimeout,close',
].flatMap((line) => line.split(','));

class TLSWrap extends Request {
  readonly isStreamBase = true;
  readonly fd = -1;
  readonly bytesRead = 0;
  readonly bytesWritten = 0;
  /** The library sets this: the handshake failed. */
  declare onerror: (error: Error) => void;

  /** Begins the handshake. */
  start(): void {
    later(() => enter(this.onerror, this, refusal('TLS')));
  }

  readStart(): number {
    return 0;
  }

  readStop(): number {
    return 0;
  }

  shutdown(): number {
    return errno('ENOTCONN');
  }

  // What is said of a handshake before it begins, and what has come of one.
  receive(): void {}
  setVerifyMode(): void {}
  setServername(): void {}
  setSession(): void {}
  setALPNProtocols(): void {}
  requestOCSP(): void {}
  enableTrace(): void {}
  enableCertCb(): void {}
  enableALPNCb(): void {}
  enableSessionCallbacks(): void {}
  enableKeylogCallback(): void {}
  writesIssuedByPrevListenerDone(): void {}
  destroySSL(): void {}
  getServername(): false {
    return false;
  }
  getSession(): undefined {}
}

// What is written waits for the handshake.
for (const kind of ['Buffer', 'Utf8String', 'Latin1String', 'AsciiString', 'Ucs2String'])
  Object.defineProperty(TLSWrap.prototype, `write${kind}`, { value: () => 0, writable: true, configurable: true });
Object.defineProperty(TLSWrap.prototype, 'writev', { value: () => 0, writable: true, configurable: true });

export function createTlsWrapBinding(): Binding {
  return {
    TLSWrap,
    wrap(_handle: object, _context: object, isServer: boolean) {
      const handle = new TLSWrap();
      if (isServer) handle.start(); // Its side of a handshake begins with the connection.
      return handle;
    },
  };
}

/** Its methods come with the first: a stand-in of all of the binding is much for those who only load `crypto`. */
export class SecureContext {
  static #isComplete = false;

  constructor() {
    if (!SecureContext.#isComplete) SecureContext.#complete();
  }

  static #complete(): void {
    const { SecureContext: refusing } = standIn('crypto', nodeData.shapes['crypto']) as {
      SecureContext: { prototype: object };
    };
    Object.setPrototypeOf(SecureContext.prototype, refusing.prototype);
    for (const name of SETTINGS) Object.defineProperty(SecureContext.prototype, name, { value: () => undefined });
    SecureContext.#isComplete = true;
  }

  init(): void {}
}
