import { connect, type Socket } from 'node:net';
import type { KeyValueAddress } from '../../../platform/services/kv/client.ts';
import { encode, encodeCommand, Parser, ProtocolError, Refusal } from '../../../platform/services/kv/resp.ts';
import { NO_PASSWORD, passwordIn, relayed, WRONG_PASSWORD, type OwnKeyspace } from './relayed-commands.ts';

/** What the connections of one service have in common. */
export interface RedisRelay extends OwnKeyspace {
  /** The real server. */
  readonly server: KeyValueAddress & { host: string };
  /** Ends the service. */
  shutdown(): void;
}

/** One client's connection, relayed to a numbered database of a real Redis. Answers pass as they are. */
export class RelayedClient {
  readonly #client: Socket;
  readonly #relay: RedisRelay;
  #server: Socket | null = null;

  constructor(client: Socket, relay: RedisRelay) {
    this.#client = client;
    this.#relay = relay;
    const parser = new Parser();
    client.setNoDelay(true).setEncoding('latin1');
    client.on('error', () => client.destroy());
    client.on('close', () => this.#server?.destroy());
    client.on('data', (bytes: string) => {
      try {
        for (const words of parser.push(bytes)) if (Array.isArray(words) && words[0]) this.#take(words.map(String));
      } catch (error) {
        if (!(error instanceof ProtocolError)) throw error;
        client.destroy();
      }
    });
  }

  #take(words: string[]): void {
    const [name = '', ...args] = words;
    if (!this.#server) {
      const said = passwordIn(name, args);
      if (said !== this.#relay.password) return this.#refuse(said === null ? NO_PASSWORD : WRONG_PASSWORD);
      this.#server = this.#open();
    }
    if (name.toUpperCase() === 'SHUTDOWN') return this.#relay.shutdown();
    this.#server.write(encodeCommand(relayed(words, this.#relay)), 'latin1');
    this.#relay.calls++;
  }

  /** Before there is a connection to the server no answer is under way, so this one is in its order. */
  #refuse(message: string): void {
    this.#relay.calls++;
    this.#client.write(encode(new Refusal(message), 2), 'latin1');
  }

  /** Connects to the database; the answers to its own two commands are for nobody else. */
  #open(): Socket {
    const { server: address, database } = this.#relay;
    const { host, port, user, password } = address;
    const opening = [
      ...(password === '' ? [] : [['AUTH', ...(user ? [user] : []), password]]),
      ['SELECT', String(database)],
    ];
    const server = connect({ host, port });
    server.setNoDelay(true).setEncoding('latin1');
    server.write(opening.map(encodeCommand).join(''), 'latin1');
    server.on('error', () => this.#client.destroy());
    server.on('close', () => this.#client.end());
    let [said, left] = ['', opening.length];
    server.on('data', (bytes: string) => {
      if (left === 0) return void this.#client.write(bytes, 'latin1');
      said += bytes;
      for (; left > 0 && said.includes('\r\n'); left--) {
        const end = said.indexOf('\r\n');
        if (said.startsWith('-')) {
          console.error(`the real server said: ${said.slice(1, end)}`);
          return void server.destroy();
        }
        said = said.slice(end + 2);
      }
      if (left === 0 && said !== '') this.#client.write(said, 'latin1');
    });
    return server;
  }
}
