import { fileURLToPath } from 'node:url';
import { bundleForPage, serveContainer } from '../../container/testing/server.ts';
import type { Variant } from './variants.ts';

/** The double of WebContainer's host. */
export interface DoubleServer {
  /** Its origin, for the client's `WEBCONTAINER_API_IFRAME_URL`. */
  origin: string;
  /** How it behaves towards pages that come from now on. */
  variant: Variant;
  close(): Promise<void>;
}

/** Serves the double on a free port of 127.0.0.1. Build the container first. */
export async function serveDouble(): Promise<DoubleServer> {
  const script = await bundleForPage(fileURLToPath(new URL('./host.ts', import.meta.url)));
  const routes = (path: string) => {
    if (path === '/headless') return `<!doctype html><html data-variant="${double.variant}"><body>${HOST}`;
    return path === '/host.js' ? script : undefined;
  };
  const { url, close } = await serveContainer({ routes });
  const double: DoubleServer = { origin: new URL(url).origin, variant: 'plain', close };
  return double;
}

const HOST = '<script type="module" src="/host.js"></script>';
