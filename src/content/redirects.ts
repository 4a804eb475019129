import { readChapterParts } from './chapter-parts.ts';
import { factors } from './factors.ts';

/** Pages that have moved: old address → new one, both from the site's root. Add a line when a page moves. */
const moved: Record<string, string> = {};

/**
 * Addresses that lead elsewhere: those of pages that have moved, and a short one for each chapter, to be said aloud:
 * `/6/` is chapter VI.
 * @param base the site's base path, with a slash at its end
 */
export function redirects(base: string): Record<string, string> {
  const short = factors
    .filter(({ slug }) => readChapterParts(slug) !== null)
    .map(({ number, slug }) => [`${number}/`, `chapters/${slug}/`]);
  const all = [...Object.entries(moved), ...(short as [string, string][])];
  return Object.fromEntries(all.map(([from, to]) => [`/${from}`, `${base}${to}`]));
}
