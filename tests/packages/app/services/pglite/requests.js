/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  await ask('POST /notes', { json: { text: 'first', more: { a: [1, 2] } } });
  await ask('POST /notes', { json: { text: 'zweite ä' } });
  await ask('POST /notes', { status: 500, json: { text: 'first' } });
  await ask('GET /notes');
  await ask('POST /transaction');
  await ask('GET /notes');
  await ask('GET /heard');
  await ask('POST /file');
}
