import { labProblem, ProblemError } from '../problem.ts';

/**
 * Refuses a page in which no runtime can work: processes share memory with the kernel, and browsers allow that on
 * cross-origin isolated pages only.
 * @throws ProblemError `not-isolated`, or `no-shared-memory` when the browser has none at all
 */
export function refuseWithoutIsolation(): void {
  if (!globalThis.crossOriginIsolated) throw new ProblemError(notIsolated());
  if (typeof SharedArrayBuffer === 'function') return;
  const mend = 'Use a current Chromium, Firefox or Safari.';
  throw new ProblemError(
    labProblem('no-shared-memory', 'Processes cannot run in this page', 'This browser has no SharedArrayBuffer.', mend),
  );
}

function notIsolated() {
  const cause = globalThis.isSecureContext
    ? 'This page is not cross-origin isolated, so the browser keeps shared memory from it.'
    : `This page came over plain HTTP from ${location.host}, so the browser keeps shared memory from it.`;
  const mend = !globalThis.isSecureContext
    ? 'Open the site over https, or on localhost.'
    : navigator.serviceWorker?.controller && window.top === window
      ? 'Reload the page once: the site’s own worker isolates it then, where the server does not.'
      : 'The server must send Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp ' +
        'with every page. If the site is shown inside a frame of another page, open it in a tab of its own.';
  return labProblem('not-isolated', 'Processes cannot run in this page', cause, mend);
}
