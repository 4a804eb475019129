import type { Controls, Engine } from '../engine.ts';
import { SmtpClient } from './client.ts';
import type { MailMessage } from './message.ts';

/** A mail server that records what it gets. */
export const mail: Engine = {
  program: ({ mail }) => mail,
  url: ({ port, password }) => `smtp://app:${password}@127.0.0.1:${port}`,
  connect({ port, password }): Controls {
    const client = new SmtpClient(port, password);
    return {
      entries: async () => Number(await client.call('XCOUNT')),
      calls: async () => Number(await client.call('XCALLS')),
      wipe: async () => void (await client.call('XWIPE')),
      shutdown: async () => void (await client.call('XSHUTDOWN')),
      close: () => client.close(),
      messages: async () => JSON.parse(await client.call('XMESSAGES')) as MailMessage[],
    };
  },
};
