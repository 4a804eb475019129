import { appendFileSync } from 'node:fs';
import type { Slug } from './build.ts';
import type { Config } from './config.ts';

/** A build and a config under one number. Nothing changes a release: every change makes the next one. */
export interface Release {
  number: number;
  slug: Slug;
  config: Config;
  /** Why it was made: `first deploy`, `set SESSION_URL`, `rollback to v2`. */
  reason: string;
  at: number;
}

/** The releases of one deploy. A ledger only grows: what happens is a line appended to its file. */
export class Ledger {
  readonly #file: string;
  readonly #releases: Release[] = [];
  readonly #refused = new Map<number, string>();

  /** @param file where the releases are written, one JSON object a line */
  constructor(file: string) {
    this.#file = file;
  }

  /** Every release, the oldest first. */
  get releases(): readonly Release[] {
    return this.#releases;
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
    this.#write({ ...release, slug: slug.id });
    this.#releases.push(release);
    return release;
  }

  /** Writes down that a release is not to run, and why: its release phase failed. */
  refuse(release: Release, why: string): void {
    this.#write({ number: release.number, refused: why, at: Date.now() });
    this.#refused.set(release.number, why);
  }

  /** Why a release is not to run, or null. */
  refusal({ number }: Release): string | null {
    return this.#refused.get(number) ?? null;
  }

  /** The newest release that was not refused; throws when there is none. */
  current(): Release {
    const release = this.#releases.findLast(({ number }) => !this.#refused.has(number));
    if (!release) throw new Error('nothing was released yet');
    return release;
  }

  #write(line: object): void {
    appendFileSync(this.#file, `${JSON.stringify(line)}\n`);
  }
}
