export const backing = 'kv';

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  await ask('PUT /key', { json: { key: 'name', value: 'Ada Löwe' } });
  await ask('PUT /key', { json: { key: 'session', value: 'x', seconds: 100 } });
  await ask('GET /key?key=name');
  await ask('GET /key?key=session');
  await ask('GET /key?key=nothing');
  await ask('POST /count');
  await ask('POST /hash', { json: { item: 'lamp', price: '10' } });
  await ask('POST /transaction');
  // One waits until the other has put something there.
  await Promise.all([ask('POST /take'), ask('POST /list', { json: ['first', 'second'] })]);
  await ask('POST /wrong', { status: 500 });
  await ask('POST /unknown', { status: 500 });
  await ask('POST /scan');
}
