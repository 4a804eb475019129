export const backing = 'kv';

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  await ask('PUT /key', { json: { key: 'name', value: 'Ada Löwe' } });
  await ask('GET /key?key=name');
  await ask('GET /key?key=nothing');
  await ask('POST /pipeline');
  await ask('POST /transaction');
  await ask('POST /buffer');
  await Promise.all([ask('POST /take'), ask('POST /list', { json: ['first'] })]);
  await ask('POST /wrong', { status: 500 });
  await ask('POST /quit');
  await ask('GET /key?key=name', { status: 500 });
}
