import { Agent, request } from 'node:http';

/** A request of a client. */
export interface Asked {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | null;
}

/** An answer as the client got it. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
  /** The router's number for the request; null when the router could not be reached. */
  number: number | null;
  milliseconds: number;
}

/** Characters of an answer's body that are kept. */
const LONGEST_BODY = 64 * 1024;

/** A client of the router that keeps its connections and, as a browser does, its cookies. */
export class Browser {
  readonly cookies = new Map<string, string>();
  readonly #port: number;
  readonly #agent: Agent;

  /**
   * @param port the router's
   * @param connections the most connections at once
   */
  constructor(port: number, connections = Infinity) {
    this.#port = port;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /**
   * Sends one request. An answer of whatever status is an answer.
   * @throws Error when the router itself breaks off the connection
   */
  send(asked: Asked): Promise<Answer> {
    const began = performance.now();
    const headers: Record<string, string> = { ...asked.headers };
    if (this.cookies.size > 0 && headers['cookie'] === undefined) headers['cookie'] = this.#cookieHeader();
    if (asked.body != null) headers['content-length'] = String(Buffer.byteLength(asked.body));
    return new Promise((resolve, reject) => {
      const { method, path } = asked;
      const outgoing = request({ host: '127.0.0.1', port: this.#port, agent: this.#agent, method, path, headers });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => {
        let body = '';
        incoming.setEncoding('utf8');
        incoming.on('data', (text: string) => {
          if (body.length < LONGEST_BODY) body += text.slice(0, LONGEST_BODY - body.length);
        });
        incoming.once('error', reject);
        incoming.once('end', () => {
          for (const cookie of incoming.headers['set-cookie'] ?? []) this.#keep(cookie);
          const number = Number(incoming.headers['x-request-id']) || null;
          const milliseconds = Math.round((performance.now() - began) * 100) / 100;
          resolve({ status: incoming.statusCode ?? 0, headers: flat(incoming.headers), body, number, milliseconds });
        });
      });
      outgoing.end(asked.body ?? undefined);
    });
  }

  /** Closes its connections. */
  close(): void {
    this.#agent.destroy();
  }

  #cookieHeader(): string {
    return [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  /** There is one host and no clock to wait for, so name, value and "gone" are all that matters of a cookie. */
  #keep(cookie: string): void {
    const [pair = '', ...attributes] = cookie.split(';').map((part) => part.trim());
    const equals = pair.indexOf('=');
    if (equals < 1) return;
    const gone = attributes.some((attribute) => {
      const [name = '', value = ''] = attribute.split('=');
      if (name.toLowerCase() === 'max-age') return Number(value) <= 0;
      return name.toLowerCase() === 'expires' && Date.parse(value) <= Date.now();
    });
    if (gone) this.cookies.delete(pair.slice(0, equals));
    else this.cookies.set(pair.slice(0, equals), pair.slice(equals + 1));
  }
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const entries = Object.entries(headers).filter(
    (entry): entry is [string, string | string[]] => entry[1] !== undefined,
  );
  return Object.fromEntries(entries.map(([name, value]) => [name, Array.isArray(value) ? value.join('\n') : value]));
}
