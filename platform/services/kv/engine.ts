import type { Controls, Engine } from '../engine.ts';
import { KeyValueClient } from './client.ts';

/** A key-value store and queue that speaks the protocol of Redis. */
export const keyValue: Engine = {
  program: ({ keyValue }) => keyValue,
  url: ({ port, password }) => `redis://:${password}@127.0.0.1:${port}`,
  connect({ port, password }): Controls {
    const client = new KeyValueClient({ port, password });
    const call = async (...words: string[]) => void (await client.call(words));
    return {
      entries: async () => Number(await client.call(['DBSIZE'])),
      async calls() {
        const own = client.sent;
        const total = /^total_commands_processed:(\d+)/m.exec(String(await client.call(['INFO', 'stats'])))?.[1];
        if (total === undefined) throw new Error('the key-value store does not say how many commands it got');
        return Number(total) - own;
      },
      async keys(prefix) {
        const found = await client.call(['KEYS', '*']);
        if (!Array.isArray(found)) throw new Error('the key-value store does not list its keys');
        return found
          .map(String)
          .filter((key) => key.startsWith(prefix))
          .sort();
      },
      wipe: () => call('FLUSHALL'),
      shutdown: () => call('SHUTDOWN', 'SAVE'),
      close: () => client.close(),
    };
  },
};
