/** Made by Node: what is encrypted differs each time. */
const sealed = {
  dir: 'eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..yZMui7WQeH43o0FV.tWxecZD6HvNMh2ELHQ.jwAUWg-ORU1K6E_q7rxUkA',
  'RSA-OAEP-256':
    'eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMTI4Q0JDLUhTMjU2In0.m1i6ua3mx9nHB8FJfMOOS1nPdozEK4yxKBq0auJZYjE0W0E3qFa2ulMTtcoqmYCzcyurMLaoxR1b_y7Oy1ef6uMcrdOD5mtFek8bqBnrKBYE3JRvid54Fqi6VeOlKqM2vPAeJWwteLsOYVsayIXzJ3pAngsJcmmJFG7p3qb04oBZmLYH5S8WIDJ9FGBZIsoicFyQ7O-116w0nNZn-6BtbdYN-xdeyMMR9xpGWAClqyFiKZloZDhVdEevRIiFr40ETIbwia19AvefvxCyYMg5PI63tV7xiUm_ErjtTItEOhYo8AeNyE9ZoeO07Q9_L9MDdK5D6BBDSl2wZzre5N9CXw.1j0KrKvbXSZojo9g2FxRHQ.wI_enk-zgrEdqYbISk5vFg.EF512O1Wfw71u1LND0QomA',
};
const signed =
  'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDA2MH0.LdZu16GGKr5C7ChHXgFoHRFIqjUWTm5GBs9Wvzy6pclkoRpNXF82HTLTQpMMcTtinG0OYK6Rvj0-c10PHhbF0g';

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  const json = { sub: 'ada', roles: ['reader'] };
  for (const algorithm of ['HS256', 'RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512', 'EdDSA']) {
    await ask(`POST /signed?algorithm=${algorithm}`, { json });
  }
  await ask('POST /check?algorithm=ES256', { json: { token: signed } });
  await ask('POST /check?algorithm=ES256', { status: 401, json: { token: `${signed.slice(0, -4)}AAAA` } });
  await ask('POST /check?algorithm=ES256', { status: 401, json: { token: signed, options: { issuer: 'x' } } });
  await ask('POST /check?algorithm=EdDSA', { status: 401, json: { token: signed } });
  for (const [algorithm, encryption] of [
    ['dir', 'A256GCM'],
    ['dir', 'A128CBC-HS256'],
    ['A256KW', 'A128GCM'],
    ['A256GCMKW', 'A256CBC-HS512'],
    ['RSA-OAEP-256', 'A256GCM'],
    ['ECDH-ES', 'A128GCM'],
    ['ECDH-ES+A256KW', 'A256GCM'],
  ]) {
    await ask(`POST /sealed?algorithm=${encodeURIComponent(algorithm)}&encryption=${encryption}`, { json });
  }
  for (const [algorithm, token] of Object.entries(sealed)) {
    await ask(`POST /open?algorithm=${algorithm}`, { json: { token } });
    await ask(`POST /open?algorithm=${algorithm}`, { status: 401, json: { token: `${token.slice(0, -4)}AAAA` } });
  }
  await ask('GET /keys');
  await ask('GET /new');
}
