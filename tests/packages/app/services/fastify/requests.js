/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask, end }) {
  await ask('POST /orders', { status: 201, json: { item: 'lamp', count: 3 } });
  await ask('POST /orders', { status: 201, json: { item: 'lamp', count: '4', more: true } });
  await ask('POST /orders', { status: 400, json: { item: 'l', count: 1 } });
  await ask('POST /orders', { status: 400, json: { item: 'lamp', count: 1, mail: 'nobody' } });
  await ask('POST /orders', { status: 400, body: '{', headers: { 'content-type': 'application/json' } });
  await ask('POST /orders', { status: 415, body: 'x', headers: { 'content-type': 'text/csv' } });
  await ask('GET /orders/12?a=b');
  await ask('GET /orders/x', { status: 404 });
  await ask('GET /orders/1', { status: 403, headers: { 'x-refuse': '1', authorization: 'secret' } });
  await ask('GET /inject');
  await ask('GET /fails', { status: 500 });
  await ask('HEAD /orders/12');
  for (const wait of [20, 1]) await ask(`GET /who?wait=${wait}`);
  await end('SIGTERM');
}
