/**
 * The service worker: keeps the site for the time without a network, and isolates its pages where the server does not.
 * The build bundles it and puts the list of the site's files before it (src/components/offline/offline-build.ts).
 */
import { Keeper } from './keeper.ts';
import type { Answer, Question } from './messages.ts';
import { respond, type Site } from './respond.ts';
import type { SiteFiles } from './site-files.ts';
import type { WorkerScope } from './worker-scope.ts';

declare const SITE_FILES: SiteFiles;

const scope = self as unknown as WorkerScope;
const root = scope.registration.scope;
const base = new URL(root).pathname;
const request: typeof fetch = (...args) => fetch(...args);
const keeper = new Keeper(SITE_FILES, root, () => caches.open(`twelve-factor-lab ${base}`), request);
const site: Site = { site: SITE_FILES, base, keeper, fetch: request, renewed: () => scope.registration.update() };

scope.addEventListener('install', (event) => {
  // The first one takes over at once, and keeps what is read when a page asks for it. A later one must have everything
  // before it may: a page that is open needs the files of its own version until then.
  event.waitUntil(
    scope.registration.active === null
      ? scope.skipWaiting()
      : keeper.pathsToTakeOver().then((paths) => keeper.complete(paths)),
  );
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(keeper.takeOver().then(() => scope.clients.claim()));
});

scope.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== location.origin || !url.pathname.startsWith(base)) return;
  event.respondWith(respond(site, event.request, (work) => event.waitUntil(work)));
});

scope.addEventListener('message', (event) => {
  const [port] = event.ports;
  const done = answer(event.data as Question).then(
    (reply) => port?.postMessage(reply),
    (error: unknown) => port?.postMessage({ problem: String(error) } satisfies Answer),
  );
  event.waitUntil(done);
});

async function answer(question: Question): Promise<Answer> {
  switch (question.ask) {
    case 'status':
      break;
    case 'keep-reading':
      await keeper.complete(keeper.pathsOf('reading'));
      break;
    case 'forget':
      await keeper.forget(question.part);
      break;
    case 'take-over':
      await scope.skipWaiting();
      break;
  }
  return { status: await keeper.status() };
}
