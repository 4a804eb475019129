/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  const headers = { 'x-request-id': 'r1', 'x-forwarded-for': '10.0.0.1' };
  await ask('GET /api/items/7?a=1&a=2', { headers });
  await ask('GET /api/items/0', { status: 404 });
  await ask('POST /api/items', { status: 201, json: { name: 'lamp' } });
  await ask('GET /api/stream');
  const { headers: set } = await ask('GET /api/cookie');
  const cookie = set['set-cookie'].map((each) => each.split(';')[0]).join('; ');
  await ask('GET /api/cookie', { headers: { cookie } });
  await ask('GET /api/fresh');
  await ask('GET /api/fresh', { status: 304, headers: { 'if-none-match': '"v1"' } });
  await ask('GET /api/fails', { status: 500 });
  await ask('GET /api/empty', { status: 204 });
  await ask('PUT /api/items', { status: 405 });
  await ask('GET /nowhere', { status: 404 });
}
