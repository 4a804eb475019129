import type { Keeper } from './keeper.ts';
import { fileAt, type SiteFiles } from './site-files.ts';

/** Isolation from other sites, as the server should send it. A host that cannot set headers gets them from here. */
const ISOLATION = {
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'cross-origin',
};

/** The page that says what is kept, shown in the place of one that is not. */
const OFFLINE_PAGE = 'offline/index.html';

export interface Site {
  site: SiteFiles;
  /** The path of the site's root, with a slash at its end. */
  base: string;
  keeper: Keeper;
  fetch: typeof fetch;
  /** Called when the server has another file than this version. */
  renewed: () => Promise<unknown>;
}

/**
 * Answers a request for something of the site: from what is kept, else from the network; what comes from there is kept.
 * @param later takes work that goes on after the answer
 */
export async function respond(
  { site, base, keeper, fetch, renewed }: Site,
  request: Request,
  later: (work: Promise<unknown>) => void,
): Promise<Response> {
  const url = new URL(request.url);
  const path = decodeURIComponent(url.pathname.slice(base.length));
  const file = fileAt(site.files, path);
  const navigates = request.mode === 'navigate';
  if (file === null && navigates && fileAt(site.files, `${path}/`) !== null) {
    return Response.redirect(`${url.origin}${url.pathname}/${url.search}`);
  }
  const kept = file === null ? await keeper.matchBefore(path) : await keeper.match(file);
  if (kept) return isolated(kept);
  try {
    const response = await fetch(request);
    if (file === null || !response.ok || response.body === null) return isolated(response);
    const { passing, whole } = passOn(response.body);
    const keeping = keeper.keep(file, response.headers, whole);
    later(
      keeping.then(
        (kept) => (kept ? undefined : renewed()),
        () => undefined,
      ),
    );
    return isolated(new Response(passing, response));
  } catch (error) {
    if (!navigates) throw error;
    const instead = await keeper.match(file === null ? '404.html' : OFFLINE_PAGE);
    if (!instead) throw error;
    return isolated(instead, file === null ? 404 : 503);
  }
}

/**
 * Hands on what comes, and takes it too. Unlike `tee`, it ends with the one who gets it: a download that is cancelled
 * does not go on here.
 */
function passOn(body: ReadableStream<Uint8Array<ArrayBuffer>>): {
  passing: ReadableStream<Uint8Array>;
  whole: Promise<Uint8Array<ArrayBuffer>>;
} {
  const reader = body.getReader();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const { promise: whole, resolve, reject } = Promise.withResolvers<Uint8Array<ArrayBuffer>>();
  const passing = new ReadableStream<Uint8Array>({
    async start(controller) {
      try {
        for (let part = await reader.read(); !part.done; part = await reader.read()) {
          parts.push(part.value);
          controller.enqueue(part.value.slice());
        }
        controller.close();
        resolve(new Uint8Array(await new Blob(parts).arrayBuffer()));
      } catch (error) {
        controller.error(error);
        reject(error);
      }
    },
    cancel(reason) {
      reject(new Error('cancelled'));
      return reader.cancel(reason);
    },
  });
  return { passing, whole };
}

/** The same response with the headers that give a page shared memory. */
export function isolated(response: Response, status = response.status): Response {
  // What the browser itself must see (a redirect of a navigation) has status 0 and cannot be made again.
  if (status === 0) return response;
  const headers = new Headers(response.headers);
  for (const [name, value] of Object.entries(ISOLATION)) headers.set(name, value);
  return new Response(response.body, { status, statusText: response.statusText, headers });
}
