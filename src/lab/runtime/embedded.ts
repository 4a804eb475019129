import { address } from '../../site.ts';
import { labProblem, ProblemError } from '../problem.ts';
import type { Container } from './container.ts';

/**
 * Boots the container that the site serves itself.
 * @throws ProblemError `not-isolated` when the browser withholds shared memory, `no-container` when it does not start
 */
export async function bootEmbedded(): Promise<Container> {
  refuseWithoutIsolation();
  try {
    const { boot } = await import('@lab/container');
    return await boot({ baseUrl: address('container/') });
  } catch (error) {
    throw new ProblemError(
      labProblem(
        'no-container',
        'The container did not start',
        error instanceof Error ? error.message : String(error),
        'Reload the page and run again. Without a network it works only once it is kept: see Offline, at the foot of the page.',
      ),
    );
  }
}

/** Processes share memory with the kernel, and browsers allow that on cross-origin isolated pages only. */
function refuseWithoutIsolation(): void {
  if (globalThis.crossOriginIsolated && typeof SharedArrayBuffer === 'function') return;
  const cause = !globalThis.isSecureContext
    ? `This page came over plain HTTP from ${location.host}, so the browser keeps shared memory from it.`
    : !globalThis.crossOriginIsolated
      ? 'This page is not cross-origin isolated, so the browser keeps shared memory from it.'
      : 'This browser has no SharedArrayBuffer.';
  const mend = !globalThis.isSecureContext
    ? 'Open the site over https, or on localhost.'
    : navigator.serviceWorker?.controller && window.top === window
      ? 'Reload the page once: the site’s own worker isolates it then, where the server does not.'
      : !globalThis.crossOriginIsolated
        ? 'The server must send Cross-Origin-Opener-Policy: same-origin and Cross-Origin-Embedder-Policy: require-corp ' +
          'with every page. If the site is shown inside a frame of another page, open it in a tab of its own.'
        : 'Use a current Chromium, Firefox or Safari.';
  throw new ProblemError(labProblem('not-isolated', 'Processes cannot run in this page', cause, mend));
}
