import { KeyValueClient, type KeyValueAddress } from '../../../platform/services/kv/client.ts';
import { Refusal } from '../../../platform/services/kv/resp.ts';

/** Begins the key, in the database that the URL names, that says which run a numbered database belongs to. */
const CLAIM = 'twelve-factor-lab:database:';

/**
 * A Redis that was there before, as `REDIS_URL` says it. Somebody else's entries may be in it: a service gets one of its
 * numbered databases, and only one that is empty. In the database of the URL itself there are the claims, so that two
 * runs at the same time do not meet, and nothing else.
 */
export class GivenRedis {
  readonly address: KeyValueAddress & { host: string };
  /** The number of the database that the URL names. */
  readonly #own: number;

  /** @throws Error when it is no URL of a Redis */
  constructor(url: string) {
    const parsed = URL.parse(url);
    const path = parsed?.pathname.slice(1) ?? '';
    if (parsed?.protocol !== 'redis:' || parsed.hostname === '' || !/^\d*$/.test(path)) {
      throw new Error(`REDIS_URL is no URL of a Redis: write redis://user:password@host:port/number.`);
    }
    this.#own = Number(path);
    this.address = {
      host: parsed.hostname.replace(/^\[|\]$/g, ''),
      port: Number(parsed.port || 6379),
      user: decodeURIComponent(parsed.username),
      password: decodeURIComponent(parsed.password),
    };
  }

  /**
   * Takes an empty database for a run.
   * @param owner the run
   * @returns its number
   * @throws Error when there is none, or the server does not answer
   */
  async claim(owner: string): Promise<number> {
    return this.#ask(async (client) => {
      const full: number[] = [];
      const taken: number[] = [];
      for await (const { number, claimed } of this.#databases(client)) {
        if (claimed !== null) taken.push(number);
        else if ((await this.#in(client, this.#own, ['SET', CLAIM + number, owner, 'NX'])) === null) taken.push(number);
        else if ((await this.#in(client, number, ['DBSIZE'])) === 0) return number;
        else {
          full.push(number);
          await this.#in(client, this.#own, ['DEL', CLAIM + number]);
        }
      }
      throw new Error(
        'It has no database left for a service. Each takes one that is empty, and never ' +
          `number ${this.#own}, which the URL names. ${say('hold', full)} entries, which are not touched; ` +
          `${say('belong', taken)} to a run (keys ${CLAIM}* of database ${this.#own}). ` +
          'Empty one, or give a Redis that has nothing else to do.',
      );
    });
  }

  /** Empties and gives back all databases that a run took; no other. */
  async free(owner: string): Promise<void> {
    await this.#ask(async (client) => {
      for await (const { number, claimed } of this.#databases(client)) {
        if (claimed !== owner) continue;
        await this.#in(client, number, ['FLUSHDB']);
        await this.#in(client, this.#own, ['DEL', CLAIM + number]);
      }
    });
  }

  /** All numbered databases but that of the URL, each with the run that took it; null: none. */
  async *#databases(client: KeyValueClient): AsyncGenerator<{ number: number; claimed: string | null }> {
    for (let number = 0; ; number++) {
      try {
        await client.call(['SELECT', String(number)]);
      } catch (error) {
        // There are no more of them.
        if (error instanceof Refusal && /out of range/.test(error.message)) return;
        throw error;
      }
      if (number === this.#own) continue;
      const claimed = await this.#in(client, this.#own, ['GET', CLAIM + number]);
      yield { number, claimed: claimed === null ? null : String(claimed) };
    }
  }

  async #in(client: KeyValueClient, database: number, words: string[]) {
    await client.call(['SELECT', String(database)]);
    return client.call(words);
  }

  async #ask<T>(questions: (client: KeyValueClient) => Promise<T>): Promise<T> {
    const client = new KeyValueClient(this.address);
    try {
      return await questions(client);
    } catch (error) {
      const { host, port } = this.address;
      throw new Error(`The Redis at REDIS_URL (${host}:${port}) cannot be used. ${(error as Error).message}`, {
        cause: error,
      });
    } finally {
      client.close();
    }
  }
}

function say(does: string, numbers: number[]): string {
  if (numbers.length === 0) return `None ${does}s`;
  return numbers.length === 1 ? `Number ${numbers[0]} ${does}s` : `Numbers ${numbers.join(', ')} ${does}`;
}
