import { BootError } from '../errors.ts';
import type { FrameBoot, FrameMessage, KernelOptions } from '../frame/protocol.ts';

/** How long a loaded frame may take to say so, in milliseconds. */
const SILENCE = 2000;

/** The running frame, and the port to its kernel. */
export interface Frame {
  element: HTMLIFrameElement;
  port: MessagePort;
}

/**
 * Loads the isolated frame and hands it its scripts. `signal` ends the wait.
 * Rejects with a BootError, or with the signal's reason.
 */
export async function bootFrame(baseUrl: string, options: KernelOptions, signal: AbortSignal): Promise<Frame> {
  if (!globalThis.crossOriginIsolated) {
    throw new BootError(
      'not-isolated',
      'This page is not cross-origin isolated, so the browser gives it no shared memory. ' +
        'Serve it over https (or from localhost) with the headers Cross-Origin-Opener-Policy: same-origin and ' +
        'Cross-Origin-Embedder-Policy: require-corp, and use a browser that knows them.',
    );
  }
  if (typeof SharedArrayBuffer === 'undefined') {
    throw new BootError(
      'no-shared-memory',
      'This browser has no SharedArrayBuffer, the memory that processes share. ' +
        'Use a current Chrome, Edge, Firefox or Safari.',
    );
  }
  const element = document.createElement('iframe');
  try {
    const loadingOften = fetchFile(`${baseUrl}often.json`, signal).then((file) => file.text());
    loadingOften.catch(() => undefined); // Told below: what the scripts lack is said first.
    const [kernel, process] = await Promise.all([
      fetchFile(`${baseUrl}kernel.js`, signal).then((file) => file.blob()),
      fetchFile(`${baseUrl}process.js`, signal).then((file) => file.blob()),
      loadFrame(element, baseUrl, signal),
    ]);
    const often = await loadingOften;
    const { port1, port2 } = new MessageChannel();
    const boot: FrameBoot = { type: 'boot', kernel, process, often, options };
    // The frame's origin is opaque, which only `*` can address; it was made here and holds nothing but our script.
    element.contentWindow?.postMessage(boot, '*', [port2]);
    return { element, port: port1 };
  } catch (error) {
    element.remove();
    throw error;
  }
}

/** Fetches one of the container's files. Rejects with a BootError `assets-missing`. */
export async function fetchFile(url: string, signal?: AbortSignal): Promise<Response> {
  const missing = (why: string) =>
    new BootError(
      'assets-missing',
      `The container's file ${url} could not be loaded (${why}). ` +
        'Build the container, and check that the site serves its files at this address.',
    );
  const response = await fetch(url, { signal }).catch((error: unknown) => {
    throw signal?.aborted ? signal.reason : missing(String(error));
  });
  if (!response.ok) throw missing(`HTTP status ${response.status}`);
  if (response.headers.get('content-type')?.includes('text/html')) throw missing('a page came in its place');
  return response;
}

/**
 * Loads the frame. Under a service worker it comes in its shell, which alone may come from there; should a browser not
 * isolate a frame in a shell, it gets the frame as it is.
 */
async function loadFrame(element: HTMLIFrameElement, baseUrl: string, signal: AbortSignal): Promise<void> {
  if (navigator.serviceWorker?.controller) {
    const inShell = await loadDocument(element, `${baseUrl}shell.html`, signal).then(
      () => true,
      () => false,
    );
    if (inShell) return;
    signal.throwIfAborted();
    element.remove();
  }
  element.setAttribute('sandbox', 'allow-scripts');
  await loadDocument(element, `${baseUrl}frame.html`, signal);
}

function loadDocument(element: HTMLIFrameElement, url: string, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    let silence: ReturnType<typeof setTimeout> | undefined;
    const settle = (action: () => void) => {
      clearTimeout(silence);
      element.onload = null; // may come after the frame's word
      removeEventListener('message', hear);
      signal.removeEventListener('abort', abort);
      action();
    };
    const abort = () => settle(() => reject(signal.reason));
    const hear = (event: MessageEvent<FrameMessage>) => {
      if (event.source !== element.contentWindow || event.data?.type !== 'frame-ready') return;
      if (event.data.isolated) settle(resolve);
      else settle(() => reject(notIsolated(url)));
    };
    signal.addEventListener('abort', abort);
    addEventListener('message', hear);
    // What loads without a word is an error page.
    element.onload = () => {
      silence = setTimeout(() => settle(() => reject(silent(url))), SILENCE);
    };
    element.allow = 'cross-origin-isolated';
    element.hidden = true;
    element.title = 'Runs the programs of this page';
    element.src = url;
    document.body.append(element);
  });
}

const notIsolated = (url: string) =>
  new BootError(
    'not-isolated',
    `The container's frame ${url} is not cross-origin isolated. Serve it with the header ` +
      'Cross-Origin-Embedder-Policy: require-corp.',
  );

const silent = (url: string) =>
  new BootError(
    'frame-failed',
    `The container's frame ${url} did not start. Check that it is there and comes with the headers ` +
      'Cross-Origin-Embedder-Policy: require-corp and Cross-Origin-Resource-Policy: cross-origin, ' +
      'and that nothing (a Content-Security-Policy, an extension) keeps frames out of this page.',
  );
