/** Made by Node, whose signatures differ each time. */
const made = {
  ES256:
    'eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDA2MH0.LdZu16GGKr5C7ChHXgFoHRFIqjUWTm5GBs9Wvzy6pclkoRpNXF82HTLTQpMMcTtinG0OYK6Rvj0-c10PHhbF0g',
  PS256:
    'eyJhbGciOiJQUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJhZGEiLCJpYXQiOjE3MDAwMDAwMDAsImV4cCI6MTcwMDAwMDA2MH0.cTGsKJg9ynWRXsTrkzkaHTCjg1cvLSb_U3NjHHVwYHCaXQzqYE-Za26e6AAT7NQ5h4iMgce024qJ_wiCSuccUms9ugZ6AV1afWQhpJah_4tEfw8i9yU2oe8S8i3nnA9Uw3lkK7osCenTVTWZI16kLGqXKDaeJNzAb56deJL-52m2irSjzgx7B7_AmsfD9Lu6GAKstgnjhZE0zH6C-jrWdoW38_5RjpjIVm0-2EG_32ZG-IZDvLFkMbqmApkDLtCjmFus5f0hljqurvTjEIOKBg-ykWFhE-s7uyJ8ttIeRlthFFWH9lD604VRI5FBPWV52SHl4Gr3yqgJvgcvYj3yFw',
};

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  for (const algorithm of ['HS256', 'HS512', 'RS256', 'RS512', 'PS256', 'ES256', 'ES384', 'ES512']) {
    await ask(`POST /tokens?algorithm=${algorithm}`, { json: { sub: 'ada', roles: ['reader'] } });
  }
  for (const [algorithm, token] of Object.entries(made)) {
    const check = `POST /check?algorithm=${algorithm}`;
    await ask(check, { json: { token } });
    await ask(check, { status: 401, json: { token, options: { clockTimestamp: 1_800_000_000 } } });
    await ask(check, { status: 401, json: { token, options: { audience: 'others' } } });
    await ask(check, { status: 401, json: { token: `${token.slice(0, -4)}AAAA` } });
    await ask('POST /callback', { status: algorithm === 'PS256' ? 200 : 401, json: { token } });
  }
  await ask('POST /check?algorithm=RS256', { status: 401, json: { token: made.ES256 } });
  await ask('POST /check?algorithm=HS256', { status: 401, json: { token: 'no.token' } });
  await ask('GET /mistakes');
}
