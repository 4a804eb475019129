import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { get } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask, note, port }) {
  await ask('GET /asked');
  for (const [encoding, unpack] of Object.entries({ br: brotliDecompressSync, gzip: gunzipSync })) {
    const [response] = await once(get({ port, path: '/list', headers: { 'accept-encoding': encoding } }), 'response');
    note(encoding, [
      response.headers['content-encoding'],
      response.headers.vary,
      unpack(await buffer(response)).length,
    ]);
  }
}
