import { createServer, type Server as TcpServer, type Socket } from 'node:net';
import { Blocked, type Server, type Session } from './command.ts';
import { execute } from './commands.ts';
import { encode, Parser, ProtocolError, Refusal, type Reply } from './resp.ts';
import type { Store } from './store.ts';

/** A connection that a blocking command keeps waiting. */
interface Waiting {
  blocked: Blocked;
  /** Gets the answer; null when the time is over. */
  answer: (reply: Reply) => void;
}

export interface ServerOptions {
  store: Store;
  /** Empty for none. */
  password: string;
  /** Called for SHUTDOWN, before it is answered. */
  shutdown: (save: boolean) => void;
}

/** Serves a store to any number of connections, one command at a time. */
export class KeyValueServer implements Server {
  readonly store: Store;
  readonly password: string;
  readonly shutdown: (save: boolean) => void;
  #calls = 0;
  #connections = 0;
  /** Who waits, in the order of coming. */
  #waiting: Waiting[] = [];

  constructor({ store, password, shutdown }: ServerOptions) {
    this.store = store;
    this.password = password;
    this.shutdown = shutdown;
  }

  get calls(): number {
    return this.#calls;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  listen(port: number, ready: () => void): TcpServer {
    return createServer((socket) => this.#serve(socket)).listen(port, '127.0.0.1', ready);
  }

  #serve(socket: Socket): void {
    const parser = new Parser();
    const commands: string[][] = [];
    let waiting: Waiting | null = null;
    const session: Session = {
      id: ++this.#connections,
      version: 2,
      authenticated: this.password === '',
      queued: null,
      watched: new Map(),
      ended: false,
    };

    /** Carries out what has come, up to a command that has to wait; what comes behind it waits too. */
    const proceed = () => {
      while (!waiting && !session.ended) {
        const words = commands.shift();
        if (!words) return;
        const reply = execute(words, this, session);
        this.#calls++;
        if (reply instanceof Blocked) waiting = this.#wait(reply, answer);
        else socket.write(encode(reply, session.version), 'latin1');
        this.#serveWaiting();
        if (session.ended) socket.end();
      }
    };
    const answer = (reply: Reply) => {
      waiting = null;
      socket.write(encode(reply, session.version), 'latin1');
      proceed();
    };

    socket.setNoDelay(true).setEncoding('latin1');
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.#waiting = this.#waiting.filter((each) => each !== waiting);
    });
    socket.on('data', (bytes: string) => {
      socket.cork();
      try {
        commands.push(...parser.push(bytes).filter(isCommand));
        proceed();
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        socket.end(encode(new Refusal(`ERR Protocol error: ${error.message}`), session.version), 'latin1');
      }
      socket.uncork();
    });
  }

  #wait(blocked: Blocked, answer: (reply: Reply) => void): Waiting {
    const timer = blocked.limit > 0 ? setTimeout(() => this.#answer(waiting, null), blocked.limit) : null;
    const waiting: Waiting = {
      blocked,
      answer: (reply) => {
        if (timer) clearTimeout(timer);
        answer(reply);
      },
    };
    this.#waiting.push(waiting);
    return waiting;
  }

  /** Gives those who wait what is there for them now, who came first first. */
  #serveWaiting(): void {
    for (const waiting of [...this.#waiting]) {
      const reply = attempt(waiting.blocked);
      if (reply !== null) this.#answer(waiting, reply);
    }
  }

  #answer(waiting: Waiting, reply: Reply): void {
    if (!this.#waiting.includes(waiting)) return;
    this.#waiting = this.#waiting.filter((each) => each !== waiting);
    waiting.answer(reply);
  }
}

function attempt(blocked: Blocked): Reply {
  try {
    return blocked.attempt();
  } catch (error) {
    if (error instanceof Refusal) return error;
    throw error;
  }
}

/** An array of texts with at least one; an empty line is nothing to answer. */
function isCommand(words: Reply): words is string[] {
  return Array.isArray(words) && words.length > 0 && words.every((word) => typeof word === 'string') && words[0] !== '';
}
