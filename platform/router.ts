import { Agent, createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ProcessState, RouterRecord } from './protocol.ts';

/** How long a process may take to answer, in milliseconds, before the router answers 502 in its place. */
export const ANSWER_LIMIT = 30_000;

/** Meant for one connection only, so not passed on (RFC 9110, 7.6.1). */
const HOP_BY_HOP = new Set([
  'connection',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** How long a process that broke off a connection gets no requests, in milliseconds: it may be about to end. */
const LEFT_OUT = 250;

type Reason = NonNullable<RouterRecord['reason']>;

const EXPLANATIONS: Record<Reason, string> = {
  'no-process': 'No web process is up.\n',
  refused: 'The web process refused the connection.\n',
  reset: 'The web process broke the connection off.\n',
  timeout: 'The web process did not answer in time.\n',
};

export interface RouterOptions {
  /** The deploy whose processes get the requests. */
  deploy: string;
  /** The next number for a record. */
  nextNumber: () => number;
  /** The web processes that take requests now. */
  backends: () => ProcessState[];
  /** Called once for every request, when its last byte is out. */
  onRecord: (record: RouterRecord) => void;
  answerLimit?: number;
}

/**
 * The way in: one HTTP listener that hands requests to the web processes in turn. It knows nothing of logins and never
 * sends a request twice, since it cannot know how much of it was carried out. Its answers carry `x-request-id`, the
 * number of its record; the processes get what the client sent and no more.
 */
export class Router {
  readonly #options: RouterOptions;
  readonly #server: Server;
  readonly #agent = new Agent({ keepAlive: true });
  #turn = 0;
  /** Ports of processes that broke off a connection, and until when they are left out. */
  readonly #leftOut = new Map<number, number>();

  constructor(options: RouterOptions) {
    this.#options = options;
    this.#server = createServer((incoming, outgoing) => this.#route(incoming, outgoing));
    this.#server.keepAliveTimeout = 60_000;
  }

  /** Starts to listen on 127.0.0.1; returns the port. */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(port, '127.0.0.1', () => resolve((this.#server.address() as AddressInfo).port));
    });
  }

  /** Stops listening and breaks off what is under way. */
  close(): Promise<void> {
    this.#agent.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
      this.#server.closeAllConnections();
    });
  }

  #route(incoming: IncomingMessage, outgoing: ServerResponse): void {
    const began = performance.now();
    const number = this.#options.nextNumber();
    const backend = this.#next();
    let reason: Reason | null = null;
    outgoing.setHeader('x-request-id', String(number));
    outgoing.once('close', () => {
      this.#options.onRecord({
        deploy: this.#options.deploy,
        number,
        method: incoming.method ?? '',
        path: incoming.url ?? '',
        // The client went away before there was an answer: what nginx calls 499.
        status: reason !== null && reason !== 'no-process' ? 502 : outgoing.headersSent ? outgoing.statusCode : 499,
        process: reason === null ? (backend?.name ?? null) : null,
        milliseconds: Math.round((performance.now() - began) * 100) / 100,
        reason,
      });
    });
    const fail = (why: Reason) => {
      if (reason !== null) return;
      reason = why;
      if (outgoing.headersSent) outgoing.destroy();
      else {
        outgoing.writeHead(why === 'no-process' ? 503 : 502, { 'content-type': 'text/plain; charset=utf-8' });
        outgoing.end(EXPLANATIONS[why]);
      }
    };
    if (backend?.port) this.#forward(incoming, outgoing, backend.address, backend.port, fail);
    else {
      incoming.resume();
      fail('no-process');
    }
  }

  /** The next process in turn; one that is left out only when there is no other. */
  #next(): ProcessState | undefined {
    const backends = this.#options.backends();
    const now = Date.now();
    const good = backends.filter(({ port }) => (this.#leftOut.get(port ?? 0) ?? 0) <= now);
    const choice = good.length > 0 ? good : backends;
    return choice[this.#turn++ % choice.length];
  }

  #forward(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    host: string,
    port: number,
    fail: (why: Reason) => void,
  ): void {
    const toBackend = request({
      host,
      port,
      agent: this.#agent,
      method: incoming.method,
      path: incoming.url,
      headers: endToEnd(incoming.headers),
    });
    const limit = setTimeout(() => {
      fail('timeout');
      toBackend.destroy();
    }, this.#options.answerLimit ?? ANSWER_LIMIT);
    toBackend.once('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, {
        ...endToEnd(answer.headers),
        'x-request-id': outgoing.getHeader('x-request-id'),
      });
      answer.once('error', () => fail('reset'));
      answer.pipe(outgoing);
    });
    toBackend.once('error', (error: NodeJS.ErrnoException) => {
      this.#leftOut.set(port, Date.now() + LEFT_OUT);
      fail(error.code === 'ECONNREFUSED' ? 'refused' : 'reset');
    });
    outgoing.once('close', () => {
      clearTimeout(limit);
      if (!outgoing.writableFinished) toBackend.destroy();
    });
    incoming.pipe(toBackend);
  }
}

function endToEnd<V>(headers: Record<string, V>): Record<string, V> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !HOP_BY_HOP.has(name)));
}
