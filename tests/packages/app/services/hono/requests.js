/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  const { headers } = await ask('GET /api/items/12?a=1&a=2');
  await ask('GET /api/items/12?a=1&a=2', { status: 304, headers: { 'if-none-match': headers.etag } });
  await ask('GET /api/items/x', { status: 404 });
  await ask('OPTIONS /api/orders', {
    status: 204,
    headers: { origin: 'https://shop.example', 'access-control-request-method': 'POST' },
  });
  await ask('POST /api/orders', { status: 201, json: { count: 2 } });
  await ask('POST /api/orders', { status: 422, json: { count: 0 } });
  await ask('POST /api/orders', { status: 400, body: '{', headers: { 'content-type': 'application/json' } });
  await ask('GET /admin/page', { status: 401 });
  await ask('GET /admin/page', { headers: { authorization: `Basic ${btoa('ada:secret')}` } });
  const part = (...lines) => ['--line', ...lines].join('\r\n');
  await ask('POST /upload', {
    headers: { 'content-type': 'multipart/form-data; boundary=line' },
    body: [
      part('content-disposition: form-data; name="note"', '', 'hello'),
      part(
        'content-disposition: form-data; name="file"; filename="a.txt"',
        'content-type: text/plain',
        '',
        'some text',
      ),
      '--line--\r\n',
    ].join('\r\n'),
  });
  await ask('GET /stream');
  await ask('GET /events');
  await ask('GET /files/requests.js');
  await ask('GET /fails', { status: 418 });
  await ask('GET /nowhere', { status: 404 });
}
