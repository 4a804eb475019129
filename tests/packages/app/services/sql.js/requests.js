/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  await ask('POST /notes', { json: { text: 'first' } });
  await ask('POST /notes', { json: { text: 'zweite ä' } });
  await ask('POST /notes', { status: 500, json: { text: 'first' } });
  await ask('GET /notes');
  await ask('GET /notes?like=zw%25');
  await ask('GET /function');
  await ask('POST /kept');
  await ask('GET /notes');
}
