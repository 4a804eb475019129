import { getCollection, type CollectionEntry } from 'astro:content';
import { factorByNumber, type Factor } from './factors.ts';

export interface Chapter {
  entry: CollectionEntry<'chapters'>;
  factor: Factor;
  /** From the site's root, without a leading slash; see `address`. */
  path: string;
}

/**
 * The chapters that exist, in the order of the factors.
 * @throws Error when a chapter's file is not named after its factor
 */
export async function getChapters(): Promise<Chapter[]> {
  const entries = await getCollection('chapters', ({ data }) => import.meta.env.DEV || data.status === 'complete');
  return entries.map(chapterOf).toSorted((a, b) => a.factor.number - b.factor.number);
}

function chapterOf(entry: CollectionEntry<'chapters'>): Chapter {
  const factor = factorByNumber(entry.data.factor);
  if (entry.id !== factor.slug) {
    throw new Error(
      `src/content/chapters/${entry.id}.mdx says that it teaches factor ${factor.number}: name it ${factor.slug}.mdx, or correct \`factor\`.`,
    );
  }
  return { entry, factor, path: `chapters/${factor.slug}/` };
}
