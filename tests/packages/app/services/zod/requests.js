/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  const own = { type: 'own' };
  await ask('POST /orders', { json: { item: ' lamp ', count: '3', made: '2026-01-02T03:04:05Z', kind: own } });
  await ask('POST /orders', {
    status: 422,
    json: { item: 'x', count: 0.5, mail: 'nobody', more: 1, kind: { type: 'x' } },
  });
  await ask('POST /orders', { status: 422, json: { item: 'piano', count: 2, kind: own } });
  await ask('POST /who', { json: { name: 'Ada' } });
  await ask('POST /who', { status: 422, json: { name: 'Eve' } });
  await ask('POST /mini', { json: [1, 2] });
  await ask('POST /mini', { status: 422, json: [1, 2.5, 'x'] });
  await ask('GET /schema');
}
