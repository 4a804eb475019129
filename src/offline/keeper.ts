import { fileAt, hashOf, parts, type Part, type SiteFiles } from './site-files.ts';

/** How many files are fetched at once. */
const AT_ONCE = 4;

/** The part of `Cache` that is used. */
export type KeptFiles = Pick<Cache, 'match' | 'put' | 'delete' | 'keys'>;

/** How much of a part there is and how much of that is kept, in bytes, and the paths that are not. */
export interface PartStatus {
  size: number;
  kept: number;
  missing: string[];
}

export type Status = Record<Part, PartStatus>;

/**
 * Keeps files of the site in a cache, each under the hash of its bytes: a file that two versions have is kept once, and
 * an update fetches what has changed and nothing else.
 */
export class Keeper {
  readonly #site: SiteFiles;
  readonly #base: string;
  readonly #open: () => Promise<KeptFiles>;
  readonly #fetch: typeof fetch;
  /** Files that are on their way into the cache. */
  readonly #underWay = new Set<Promise<unknown>>();

  /**
   * @param base the address of the site's root, with a slash at its end
   * @param open opens the cache; again each time, since the reader can delete it
   */
  constructor(site: SiteFiles, base: string, open: () => Promise<KeptFiles>, fetcher: typeof fetch) {
    this.#site = site;
    this.#base = base;
    this.#open = open;
    this.#fetch = fetcher;
  }

  /** A file as it is kept; null when it is not. */
  async match(path: string): Promise<Response | null> {
    const file = this.#site.files[path];
    return file === undefined ? null : this.#matchHash(file[0]);
  }

  /**
   * A file that only the version before has: a page of it is still open and loads what it needs late.
   * @param path of an address that this version does not know
   */
  async matchBefore(path: string): Promise<Response | null> {
    const before = await this.#before();
    const found = before && fileAt(before.files, path);
    return found ? this.#matchHash(before.files[found]![0]) : null;
  }

  /**
   * Keeps an answer if it is the file of this version, byte by byte. A server that was renewed, or a login page, may
   * well answer something else.
   * @returns whether it is kept
   */
  keep(path: string, headers: Headers, body: Promise<Uint8Array<ArrayBuffer>>): Promise<boolean> {
    const keeping = this.#keep(path, headers, body);
    const noted = keeping.catch(() => undefined).finally(() => this.#underWay.delete(noted));
    this.#underWay.add(noted);
    return keeping;
  }

  async #keep(path: string, given: Headers, body: Promise<Uint8Array<ArrayBuffer>>): Promise<boolean> {
    const [hash] = this.#site.files[path]!;
    const bytes = await body;
    if ((await hashOf(bytes)) !== hash) return false;
    const headers = new Headers(given);
    // The bytes are kept unpacked, and no cache takes an answer that varies by everything.
    for (const name of ['content-encoding', 'vary']) headers.delete(name);
    headers.set('content-length', String(bytes.length));
    await (await this.#open()).put(this.#key(hash), new Response(bytes, { headers }));
    return true;
  }

  /**
   * Fetches and keeps those files that are not kept yet.
   * @throws Error that names the first file that cannot be had
   */
  async complete(paths: readonly string[]): Promise<void> {
    const kept = await this.#hashes();
    const wanted = paths.filter((path) => !kept.has(this.#site.files[path]![0]));
    const next = async (): Promise<void> => {
      for (let path = wanted.pop(); path !== undefined; path = wanted.pop()) {
        // Whatever the browser's own cache has may be of another version.
        const response = await this.#fetch(this.#base + addressOf(path), { cache: 'no-cache' });
        const kept = await this.keep(path, response.headers, response.bytes());
        if (!kept) throw new Error(`${path} is not what this version of the site has`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, next));
  }

  /** The paths of a part. */
  pathsOf(part: Part): string[] {
    return Object.keys(this.#site.files).filter((path) => this.#site.files[path]![2] === part);
  }

  /**
   * What this version must have before it takes over from one that is in use: all that is read, and whatever the reader
   * can do without a network now.
   */
  async pathsToTakeOver(): Promise<string[]> {
    const before = (await this.#before())?.files ?? {};
    const kept = await this.#hashes();
    const keptBefore = (path: string) => Object.hasOwn(before, path) && kept.has(before[path]![0]);
    const whole = new Set<Part>(parts);
    for (const [path, [, , part]] of Object.entries(before)) if (!keptBefore(path)) whole.delete(part);
    return Object.entries(this.#site.files)
      .filter(
        ([path, [, , part]]) => part === 'reading' || keptBefore(path) || (hasPart(before, part) && whole.has(part)),
      )
      .map(([path]) => path);
  }

  /** Forgets the files that neither this version nor the one before has, and makes this version the last one in use. */
  async takeOver(): Promise<void> {
    const before = await this.#before();
    const cache = await this.#open();
    if (before?.version === this.#site.version) return;
    await this.#forgetAllBut(before === null ? [this.#site] : [this.#site, before]);
    if (before !== null) await cache.put(this.#key('before'), Response.json(before));
    await cache.put(this.#key('in-use'), Response.json(this.#site));
  }

  /** Forgets the files of a part. */
  async forget(part: Part): Promise<void> {
    const { version, files } = this.#site;
    const rest = Object.entries(files).filter(([, file]) => file[2] !== part);
    await this.#forgetAllBut([{ version, files: Object.fromEntries(rest) }]);
  }

  /** What is kept, after all that is under way. */
  async status(): Promise<Status> {
    await Promise.all(this.#underWay);
    const kept = await this.#hashes();
    const status = Object.fromEntries(
      parts.map((part) => [part, { size: 0, kept: 0, missing: [] }]),
    ) as unknown as Status;
    for (const [path, [hash, size, part]] of Object.entries(this.#site.files)) {
      status[part].size += size;
      if (kept.has(hash)) status[part].kept += size;
      else status[part].missing.push(path);
    }
    return status;
  }

  /** What was in use last, or, once this version is in use, the one before it. */
  async #before(): Promise<SiteFiles | null> {
    for (const name of ['in-use', 'before']) {
      const site = (await (await this.#matchHash(name))?.json()) as SiteFiles | undefined;
      if (site !== undefined && site.version !== this.#site.version) return site;
    }
    return null;
  }

  async #matchHash(hash: string): Promise<Response | null> {
    // Whatever the server said that an answer varies by: the bytes are the file's.
    return (await (await this.#open()).match(this.#key(hash), { ignoreVary: true })) ?? null;
  }

  async #forgetAllBut(sites: SiteFiles[]): Promise<void> {
    const cache = await this.#open();
    const wanted = new Set(sites.flatMap(({ files }) => Object.values(files).map(([hash]) => this.#key(hash))));
    for (const name of ['in-use', 'before']) wanted.add(this.#key(name));
    await Promise.all(
      (await cache.keys()).filter(({ url }) => !wanted.has(url)).map((request) => cache.delete(request)),
    );
  }

  async #hashes(): Promise<Set<string>> {
    const prefix = this.#key('');
    return new Set((await (await this.#open()).keys()).map(({ url }) => url.slice(prefix.length)));
  }

  #key(hash: string): string {
    return `${this.#base}kept/${hash}`;
  }
}

function hasPart(files: SiteFiles['files'], part: Part): boolean {
  return Object.values(files).some((file) => file[2] === part);
}

/** A page is fetched by its own address: that of its file may be a redirect. */
function addressOf(path: string): string {
  return path.replace(/(^|\/)index\.html$/, '$1');
}
