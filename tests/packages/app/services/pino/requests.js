/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  await ask('POST /orders', { json: { user: { name: 'Ada', card: '4111', born: 1815 } } });
  await ask('POST /orders', { json: { item: 'lamp' } });
  await ask('POST /fails');
  await ask('POST /level', { json: { level: 'warn' } });
  await ask('POST /plain');
  await ask('POST /transport');
}
