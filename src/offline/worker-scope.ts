/**
 * The part of a service worker's global scope that is used here. TypeScript's own description of it cannot stand beside
 * that of pages.
 */
export interface WorkerScope {
  registration: ServiceWorkerRegistration;
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', listener: (event: LongEvent) => void): void;
  addEventListener(type: 'fetch', listener: (event: FetchEvent) => void): void;
  addEventListener(type: 'message', listener: (event: LongEvent & MessageEvent) => void): void;
}

/** An event that lasts until promises settle. */
export interface LongEvent extends Event {
  waitUntil(promise: Promise<unknown>): void;
}

export interface FetchEvent extends LongEvent {
  request: Request;
  respondWith(response: Promise<Response>): void;
}
