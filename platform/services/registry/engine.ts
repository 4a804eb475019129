import { request } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Controls, Engine } from '../engine.ts';
import { PLATFORM_HEADER } from './server.ts';

/** A package registry that speaks npm's protocol. Reading it takes no password. */
export const registry: Engine = {
  program: ({ registry }) => registry,
  url: ({ port }) => `http://127.0.0.1:${port}/`,
  connect({ port, password }): Controls {
    const ask = (method: 'GET' | 'POST', path: string, body?: unknown) =>
      new Promise<unknown>((resolve, reject) => {
        const headers = { [PLATFORM_HEADER]: password };
        const asked = request({ host: '127.0.0.1', port, method, path: `/-/${path}`, headers, agent: false });
        asked.on('error', reject).on('response', (response) => {
          text(response).then((answer) => {
            const value: unknown = JSON.parse(answer);
            if ((response.statusCode ?? 500) < 300) resolve(value);
            else reject(new Error(`the registry refused: ${(value as { error: string }).error}`));
          }, reject);
        });
        asked.end(body === undefined ? undefined : JSON.stringify(body));
      });
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
