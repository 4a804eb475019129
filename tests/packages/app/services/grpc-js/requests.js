import { once } from 'node:events';
import { credentials, Metadata, status } from '@grpc/grpc-js';
import { Notes } from './notes.js';

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ note, end, port }) {
  const client = new Notes(`127.0.0.1:${port}`, credentials.createInsecure());
  const told = (error) => ({ code: status[error.code], details: error.details });
  /** A call with one answer, and what it ended with. */
  const call = (method, request, { metadata = new Metadata(), options = {} } = {}) =>
    new Promise((resolve) => {
      let answer;
      const sent = client[method](request, metadata, options, (error, value) => (answer = error ? told(error) : value));
      sent.on('status', ({ code, metadata: trailers }) => {
        trailers.remove('date');
        resolve({ answer, status: code, trailers: trailers.getMap() });
      });
    });

  const metadata = new Metadata();
  metadata.set('x-from', 'the test');
  note(
    'Add',
    await call('Add', { text: 'hällo', number: 2 ** 40, tags: ['a', 'b'], picture: Buffer.from([1, 2]) }, { metadata }),
  );
  note('Add without a text', await call('Add', {}));
  note('Add that throws', await call('Add', { text: 'throw' }));
  const { answer } = await call('Add', { text: 'y'.repeat(3_000_000) });
  note('a large note', [answer.text.length, answer.number]);
  note('a note that is too large', await call('Add', { text: 'y'.repeat(5_000_000) }));

  const numbers = [];
  for await (const { number, text } of client.List({ most: 400, size: 3000 })) numbers.push(number + text.length);
  note('List', [numbers.length, numbers.reduce((sum, number) => sum + number, 0)]);

  const summary = new Promise((resolve) => {
    const upload = client.Upload((error, value) => resolve(error ? told(error) : value));
    for (let number = 0; number < 300; number++)
      upload.write({ text: 'z'.repeat(1000), picture: Buffer.alloc(1000, number) });
    upload.end();
  });
  note('Upload', await summary);

  const chat = client.Chat();
  const replies = [];
  for (const number of [1, 2, 3]) {
    chat.write({ text: `line ${number}`, number });
    replies.push((await once(chat, 'data'))[0]);
  }
  chat.end();
  await once(chat, 'end');
  note('Chat', replies);

  note('Wait beyond its deadline', (await call('Wait', {}, { options: { deadline: Date.now() + 200 } })).status);
  const list = client.List({ most: 1_000_000, size: 1000 });
  await once(list, 'data');
  list.cancel();
  note('List, cancelled', told((await once(list, 'error'))[0]));

  const many = await Promise.all(Array.from({ length: 200 }, (_, number) => call('Add', { text: 'many', number })));
  note(
    'many at once',
    many.every(({ answer }, number) => answer.number === number + 1),
  );
  client.close();

  const nobody = new Notes('127.0.0.1:1', credentials.createInsecure());
  const refused = new Promise((resolve) => nobody.Add({ text: 'a' }, (error) => resolve(status[error.code])));
  note('nobody there', await refused);
  nobody.close();
  await end('SIGTERM');
}
