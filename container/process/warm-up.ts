/**
 * What a worker does while it waits to become a process: it serves itself a few requests over connections to itself.
 * Then the browser has compiled what nearly every service runs through, and the first answer comes sooner. A stand-in
 * takes the kernel's place, so that no port, no file and no other process is touched.
 */

import { keepAsyncIds } from '../bindings/async_wrap.ts';
import { activeHandles } from '../bindings/handle.ts';
import { onNetworkMessage } from '../bindings/tcp_wrap.ts';
import { ControlMemory } from '../kernel/answers.ts';
import type { ProcessMessage } from '../kernel/protocol.ts';
import { connectKernel } from './calls.ts';
import { library } from './library.ts';
import { configureLoop, enter, later } from './loop.ts';

/** More make nothing faster that could be measured. */
const REQUESTS = 2;
const PORT = 8080;
const LOOPBACK = '127.0.0.1';

/** The library's `http`, as far as it is used here. */
interface Http {
  createServer(answer: (request: { url: string }, response: Response) => void): Server;
  get(options: { host: string; port: number; agent: unknown }, answered: (answer: Answer) => void): unknown;
  Agent: new () => unknown;
}

interface Server {
  listen(port: number, host: string, listening: () => void): void;
  address(): { port: number };
  close(closed: () => void): void;
}

interface Response {
  sendDate: boolean;
  setHeader(name: string, value: string): void;
  end(text: string): void;
}

interface Answer {
  setEncoding(encoding: string): void;
  on(event: 'data' | 'end', listener: () => void): void;
}

/** Settles when everything that it has begun is over; fails with what goes wrong, and the worker is of no use then. */
export async function warmUp(): Promise<void> {
  const { process } = library;
  const standIn = new StandIn();
  connectKernel(standIn, standIn.control.memory);
  const forgetAsyncIds = keepAsyncIds();
  // A socket that closes looks whether it is stderr, which nobody has yet.
  const stderr = Object.getOwnPropertyDescriptor(process, 'stderr')!;
  Object.defineProperty(process, 'stderr', { value: null, configurable: true });
  await new Promise<void>((resolve, reject) => {
    configureLoop({ onUncaught: reject });
    enter(serve, undefined, resolve);
  });
  while (activeHandles().length > 0) await new Promise<void>(later);
  Object.defineProperty(process, 'stderr', stderr);
  forgetAsyncIds();
}

/** Serves, asks, and calls `done` when the server has closed. */
function serve(done: () => void): void {
  const http = library.require('http') as Http;
  const server = http.createServer((request, response) => {
    response.sendDate = false; // The library would keep the date for the rest of the second.
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: request.url }));
  });
  const agent = new http.Agent();
  const ask = (left: number): void => {
    if (left === 0) return void server.close(done);
    const { port } = server.address();
    http.get({ host: LOOPBACK, port, agent }, (answer) => {
      answer.setEncoding('utf8');
      answer.on('data', () => undefined);
      answer.on('end', () => ask(left - 1));
    });
  };
  server.listen(PORT, LOOPBACK, () => ask(REQUESTS));
}

/** Answers as the kernel would if this process were alone, and at once. */
class StandIn {
  readonly control = new ControlMemory();
  #listener = 0;

  postMessage(message: ProcessMessage): void {
    if (message.type === 'call') this.#call(message.name, message.args);
    else if (message.type === 'connect') this.#connect(message);
    // All else is to make others hear of something.
  }

  #call(name: string, args: unknown[]): void {
    if (name === 'unlisten') return this.control.answer(null);
    if (name !== 'listen') throw new Error(`Nothing answers ${name} while a worker warms up`);
    [this.#listener] = args as [number];
    this.control.answer(PORT);
  }

  #connect({ request, channel: id, memory, doorbell: port }: Extract<ProcessMessage, { type: 'connect' }>): void {
    const addresses = { local: LOOPBACK, remote: LOOPBACK };
    const channel = { id, memory, end: 1, port, shared: false } as const;
    later(() => {
      onNetworkMessage({
        type: 'accept',
        listener: this.#listener,
        channel,
        remotePort: PORT,
        addresses,
        acknowledge: false,
      });
      onNetworkMessage({ type: 'connected', request, error: null, localPort: PORT, addresses });
    });
  }
}
