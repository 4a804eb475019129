import { lstatSync, readdirSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename } from 'node:path';
import { Failure, complain, reason } from './common.ts';
import { parseFind, type Found, type Search } from './find-expression.ts';

/** `find [-L] [PATH…] [EXPRESSION]`: looks at everything below the paths, in the order in which directories have it. */
export function find(words: string[]): number {
  const rest = [...words];
  let follow = false;
  for (let word = rest[0]; word !== undefined && /^-[HLP]$/.test(word); word = rest[0]) {
    follow = word === '-L';
    rest.shift();
  }
  const begin = rest.findIndex((word) => /^-.|^[!(),]$/.test(word));
  const paths = rest.splice(0, begin < 0 ? rest.length : begin);
  const search = parseFind(rest);
  if (follow && search.deletes) throw new Failure('-L with -delete is not known here');
  const walk = new Walk(search, follow);
  for (const path of paths.length > 0 ? paths : ['.']) walk.from(path);
  search.finish();
  return walk.failed || search.failed ? 1 : 0;
}

class Walk {
  failed = false;
  readonly #search: Search;
  readonly #follow: boolean;

  constructor(search: Search, follow: boolean) {
    this.#search = search;
    this.#follow = follow;
  }

  from(path: string): void {
    this.#look(path, basename(path) || path, 0, []);
  }

  /** @param above the directories on the way, by which links that lead in a circle are known */
  #look(path: string, name: string, depth: number, above: readonly number[]): void {
    const search = this.#search;
    if (search.ended) return;
    const stats = this.#try(path, () => this.#stats(path));
    if (!stats) return;
    if (above.includes(stats.ino)) {
      this.#tell(`File system loop detected; '${path}' is part of it`);
      return;
    }
    const found: Found = { path, name, stats, pruned: false };
    const tests = () => {
      if (depth >= search.minDepth && !search.ended) search.test(found);
    };
    if (!search.depthFirst) tests();
    if (stats.isDirectory() && depth < search.maxDepth && !found.pruned) {
      const prefix = path.endsWith('/') ? path : `${path}/`;
      for (const each of this.#try(path, () => readdirSync(path)) ?? [])
        this.#look(prefix + each, each, depth + 1, this.#follow ? [...above, stats.ino] : above);
    }
    if (search.depthFirst) tests();
  }

  #stats(path: string): Stats {
    // A link that leads nowhere is a link.
    return (this.#follow ? statSync(path, { throwIfNoEntry: false }) : undefined) ?? lstatSync(path);
  }

  #try<T>(path: string, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#tell(`'${path}': ${reason(error)}`);
      return undefined;
    }
  }

  #tell(message: string): void {
    complain(message);
    this.failed = true;
  }
}
