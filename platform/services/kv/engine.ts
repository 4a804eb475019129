import type { Controls, Engine } from '../engine.ts';
import { KeyValueClient } from './client.ts';

/** A key-value store and queue that speaks the protocol of Redis. */
export const keyValue: Engine = {
  program: ({ keyValue }) => keyValue,
  url: ({ port, password }) => `redis://:${password}@127.0.0.1:${port}`,
  connect({ port, password }): Controls {
    const client = new KeyValueClient({ port, password });
    const call = async (...words: string[]) => void (await client.call(words));
    const texts = async (...words: string[]) => {
      const reply = await client.call(words);
      if (!Array.isArray(reply)) throw new Error(`the key-value store answered ${words[0]} with no list`);
      return reply.map(String);
    };
    return {
      entries: async () => Number(await client.call(['DBSIZE'])),
      async calls() {
        const own = client.sent;
        const total = /^total_commands_processed:(\d+)/m.exec(String(await client.call(['INFO', 'stats'])))?.[1];
        if (total === undefined) throw new Error('the key-value store does not say how many commands it got');
        return Number(total) - own;
      },
      keys: async (prefix) => (await texts('KEYS', '*')).filter((key) => key.startsWith(prefix)).sort(),
      list: (key) => texts('LRANGE', key, '0', '-1'),
      wipe: () => call('FLUSHALL'),
      shutdown: () => call('SHUTDOWN', 'SAVE'),
      close: () => client.close(),
    };
  },
};
