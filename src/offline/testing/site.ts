import { Keeper, type KeptFiles } from '../keeper.ts';
import { hashOf, type Part, type SiteFiles } from '../site-files.ts';
import { memoryCache } from './memory-cache.ts';

export const ROOT = 'https://lab.example/learn/';

/** Path → text, by part. */
export type Texts = Partial<Record<Part, Record<string, string>>>;

/** A version of a site, its server, and a keeper of it. */
export interface TestSite {
  site: SiteFiles;
  keeper: Keeper;
  /** What the server was asked for since the last look, by path. */
  asked: string[];
  fetch: typeof fetch;
  /** What the server has; null takes the network away. */
  served: Record<string, string> | null;
}

export async function testSite(version: string, texts: Texts, cache: KeptFiles = memoryCache()): Promise<TestSite> {
  const files: SiteFiles['files'] = {};
  const served: Record<string, string> = {};
  for (const [part, inPart] of Object.entries(texts)) {
    for (const [path, text] of Object.entries(inPart)) {
      const bytes = new TextEncoder().encode(text);
      files[path] = [await hashOf(bytes), bytes.length, part as Part];
      served[path] = text;
    }
  }
  const site: SiteFiles = { version, files };
  const test: Omit<TestSite, 'keeper'> = {
    site,
    asked: [],
    served,
    fetch: async (request) => {
      const path = (request instanceof Request ? request.url : String(request)).slice(ROOT.length).replace(/\?.*/, '');
      test.asked.push(path);
      if (test.served === null) throw new TypeError('no network');
      const file = path === '' || path.endsWith('/') ? `${path}index.html` : path;
      const text = test.served[file];
      return text === undefined
        ? new Response('no such page', { status: 404 })
        : new Response(text, { headers: { 'content-type': 'text/html', vary: '*' } });
    },
  };
  return Object.assign(test, { keeper: new Keeper(site, ROOT, async () => cache, test.fetch) });
}
