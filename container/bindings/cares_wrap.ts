/** `internalBinding('cares_wrap')`: names. There is one network, the loopback, and nobody on it who knows other names. */

import { enter, later } from '../process/loop.ts';
import { bytesOfIPv6, canonicalIPv6 } from './addresses.ts';
import { errno } from './errno.ts';
import { Request } from './handle.ts';
import type { Binding } from './shape.ts';

class GetAddrInfoReqWrap extends Request {}
class GetNameInfoReqWrap extends Request {}
class QueryReqWrap extends Request {}

/** What /etc/services calls the ports that everybody knows. */
const SERVICES: Record<number, string> = { 22: 'ssh', 25: 'smtp', 53: 'domain', 80: 'http', 443: 'https' };

const QUERIES = ['Any', 'A', 'Aaaa', 'Caa', 'Cname', 'Mx', 'Naptr', 'Ns', 'Ptr', 'Soa', 'Srv', 'Tlsa', 'Txt'];

/** Node answers undefined too when it is no address. */
const canonicalIP = (address: string): string | undefined =>
  /^\d+(\.\d+){3}$/.test(address) ? address : canonicalIPv6(address);

/** A resolver: every query is answered "no such name". */
class ChannelWrap {
  #servers: [address: string, port: number][] = [];
  /** Queries under way, with what they will be told. */
  readonly #asked = new Map<Request, string>();

  getServers(): [address: string, port: number][] {
    return this.#servers;
  }

  setServers(servers: [family: number, address: string, port: number][]): number {
    this.#servers = servers.map(([, address, port]) => [address, port]);
    return 0;
  }

  setLocalAddress(): void {}

  getHostByAddr(request: Request, address: string): number {
    return canonicalIP(address) === undefined ? errno('EINVAL') : this.query(request);
  }

  query(request: Request): number {
    this.#asked.set(request, 'ENOTFOUND');
    request.begin();
    later(() => {
      const error = this.#asked.get(request);
      this.#asked.delete(request);
      request.end();
      if (request.oncomplete) enter(request.oncomplete, request, error);
    });
    return 0;
  }

  cancel(): void {
    for (const request of this.#asked.keys()) this.#asked.set(request, 'ECANCELLED');
  }
}

for (const kind of QUERIES) {
  Object.defineProperty(ChannelWrap.prototype, `query${kind}`, {
    configurable: true,
    writable: true,
    value: ChannelWrap.prototype.query,
  });
}

/** Answers a request in a turn of its own. */
function answer(request: Request, ...results: unknown[]): number {
  request.begin();
  later(() => {
    request.end();
    if (request.oncomplete) enter(request.oncomplete, request, ...results);
  });
  return 0;
}

export function createCaresBinding(): Binding {
  return {
    GetAddrInfoReqWrap,
    GetNameInfoReqWrap,
    QueryReqWrap,
    ChannelWrap,
    getaddrinfo(request: GetAddrInfoReqWrap, name: string, family: number) {
      const isLocal = name === 'localhost' || name.endsWith('.localhost') || name === 'container';
      if (!isLocal) return answer(request, errno('EAI_NONAME'));
      return answer(request, null, family === 6 ? ['::1'] : family === 4 ? ['127.0.0.1'] : ['127.0.0.1', '::1']);
    },
    getnameinfo(request: GetNameInfoReqWrap, address: string, port: number) {
      const name = /^127\.|^::1$/.test(address) ? 'localhost' : address;
      return answer(request, null, name, SERVICES[port] ?? String(port));
    },
    /** The 16 bytes of an address; undefined when it is none. */
    convertIpv6StringToBuffer(address: string): Uint8Array | undefined {
      const canonical = canonicalIPv6(address.replace(/%.*$/, ''));
      return canonical === undefined ? undefined : bytesOfIPv6(canonical);
    },
    canonicalizeIP: canonicalIP,
  };
}
