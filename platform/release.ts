import { appendFileSync } from 'node:fs';
import type { Slug } from './build.ts';
import type { Config } from './config.ts';

/** A build and a config under one number. Nothing changes a release: every change makes the next one. */
export interface Release {
  number: number;
  slug: Slug;
  config: Config;
  /** Why it was made: `first deploy`, `set SESSION_URL`. */
  reason: string;
  at: number;
}

/** The releases of one deploy. A ledger only grows: each release is a line appended to its file. */
export class Ledger {
  readonly #file: string;
  readonly #releases: Release[] = [];

  /** @param file where the releases are written, one JSON object a line */
  constructor(file: string) {
    this.#file = file;
  }

  /** Makes the next release and writes it down. */
  add(slug: Slug, config: Config, reason: string): Release {
    const release = Object.freeze({
      number: this.#releases.length + 1,
      slug,
      config: Object.freeze({ ...config }),
      reason,
      at: Date.now(),
    });
    appendFileSync(this.#file, `${JSON.stringify({ ...release, slug: slug.id })}\n`);
    this.#releases.push(release);
    return release;
  }

  /** The newest release; throws when there is none. */
  current(): Release {
    const release = this.#releases.at(-1);
    if (!release) throw new Error('nothing was released yet');
    return release;
  }
}
