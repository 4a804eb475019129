export const backing = 'postgres';

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  await ask('POST /orders', { json: { item: 'lamp', price: '12.50', tags: ['a', 'b "c"'], more: { x: [1, null] } } });
  await ask('POST /orders', { json: { item: 'chair’s', price: 3 } });
  await ask('GET /orders');
  await ask('GET /arrays');
  await ask('POST /transaction', { json: { end: 'ROLLBACK' } });
  await ask('POST /transaction', { json: { end: 'COMMIT' } });
  await ask('GET /many');
  await ask('GET /several');
  await ask('POST /orders', { status: 500, json: { item: 'lamp' } });
  await ask('POST /wrong', { status: 500, json: { sql: 'SELEC 1' } });
  await ask('POST /wrong', { status: 500, json: { sql: 'SELECT 1 / 0' } });
  await ask('POST /close');
  await ask('GET /orders', { status: 500 });
}
