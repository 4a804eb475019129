/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  await ask('GET /items/1');
  await ask('GET /items/9', { status: 404, headers: { 'x-request-id': 'r9' } });
  await ask('POST /items', { status: 201, json: { name: 'chair', size: { height: 80 } } });
  await ask('GET /items/2');
  await ask('HEAD /items/2');
  await ask('OPTIONS /items/2');
  await ask('DELETE /items/2', { status: 204 });
  await ask('GET /items/2', { status: 404 });
  await ask('POST /items', { status: 400, body: '{"name":', headers: { 'content-type': 'application/json' } });
  await ask('POST /items', { status: 413, json: { name: 'x'.repeat(300) } });
  await ask('POST /form', { body: 'a[b]=1&c=d+e', headers: { 'content-type': 'application/x-www-form-urlencoded' } });
  await ask('GET /query?a[]=1&a[]=2&b=%C3%A4');
  await ask('GET /old', { status: 301 });
  await ask('GET /formats', { headers: { accept: 'text/html' } });
  await ask('GET /formats', { status: 406, headers: { accept: 'image/png' } });
  const { headers } = await ask('GET /files/page.html');
  await ask('GET /files/page.html', { status: 304, headers: { 'if-none-match': headers.etag } });
  await ask('GET /files/page.html', { status: 206, headers: { range: 'bytes=2-8' } });
  await ask('GET /files/../service.js', { status: 404 });
  await ask('GET /file');
  await ask('GET /download');
  await ask('GET /fails', { status: 500, headers: { 'x-request-id': 'r500' } });
  await ask('GET /nowhere', { status: 404 });
  // Three at once; the first one ends last.
  const waits = [30, 15, 1];
  await Promise.all(waits.map((wait) => ask(`GET /who?wait=${wait}`, { headers: { 'x-request-id': `w${wait}` } })));
}
