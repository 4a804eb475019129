import type { Controls, Engine } from '../engine.ts';
import { platformAsks } from '../own-http.ts';
import type { ApiCall } from './server.ts';

/** Who calls with the password, as far as the service can tell. */
export const USER = 'app';

/** Another team's HTTP service. */
export const api: Engine = {
  program: ({ api }) => api,
  url: ({ port, password }) => `http://${USER}:${password}@127.0.0.1:${port}`,
  connect({ port, password }): Controls {
    const ask = platformAsks({ port, password }, 'the service');
    const requests = async () => (await ask('GET', 'requests')) as ApiCall[];
    return {
      entries: async () => (await requests()).filter(({ caller }) => caller !== null).length,
      calls: async () => Number(await ask('GET', 'calls')),
      wipe: async () => void (await ask('POST', 'wipe')),
      shutdown: async () => void (await ask('POST', 'shutdown')),
      close: () => {},
      requests,
      trust: async (keys) => void (await ask('POST', 'keys', keys)),
    };
  },
};
