const paths = ['request', 'pool', 'fetch', 'redirect', 'streamed', 'large', 'timeout', 'aborted', 'refused', 'retried'];

/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  for (const path of [...paths, 'mocked', 'client']) await ask(`GET /${path}`);
}
