import type { PlatformEvent } from '../../platform/protocol.ts';

/** One line of the ledger of releases. */
export interface ReleaseView {
  number: number;
  slug: string;
  config: Record<string, string>;
  reason: string;
  /** Why it does not run, when its release phase failed; else null. */
  refused: string | null;
}

/** The ledger, and what is current by it: the newest release that was not refused. */
export interface Ledger {
  releases: ReleaseView[];
  release: number | null;
  slug: string | null;
  config: Record<string, string>;
}

/** The ledger with one more release. */
export function add(
  releases: ReleaseView[],
  { number, slug, config, reason }: Extract<PlatformEvent, { event: 'release' }>,
): Ledger {
  return ledger([...releases, { number, slug, config, reason, refused: null }]);
}

/** The ledger with one release refused. */
export function refuse(releases: ReleaseView[], number: number, why: string): Ledger {
  return ledger(releases.map((release) => (release.number === number ? { ...release, refused: why } : release)));
}

function ledger(releases: ReleaseView[]): Ledger {
  const current = releases.findLast(({ refused }) => refused === null);
  if (current) return { releases, release: current.number, slug: current.slug, config: current.config };
  return { releases, release: null, slug: releases.at(-1)?.slug ?? null, config: {} };
}
