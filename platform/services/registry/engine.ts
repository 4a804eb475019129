import type { Controls, Engine } from '../engine.ts';
import { platformAsks } from '../own-http.ts';

/** A package registry that speaks npm's protocol. Reading it takes no password. */
export const registry: Engine = {
  program: ({ registry }) => registry,
  url: ({ port }) => `http://127.0.0.1:${port}/`,
  connect({ port, password }): Controls {
    const ask = platformAsks({ port, password }, 'the registry');
    return {
      entries: async () => Number(await ask('GET', 'entries')),
      calls: async () => Number(await ask('GET', 'calls')),
      wipe: async () => void (await ask('POST', 'wipe')),
      shutdown: async () => void (await ask('POST', 'shutdown')),
      close: () => {},
      publish: async (files) => void (await ask('POST', 'publish', files)),
    };
  },
};
