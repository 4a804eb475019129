import type { FilterCounts, Page, Pagefind } from './pagefind.ts';

/** Words that say nothing about what is asked for. */
const EMPTY = new Set(
  `a about after all an and any app are as at be but by can cannot come do does else for from get had has have how i if in
  into is it its like me my no not of on one only or our set should so some that the their them then there they this
  to use used using was we what when where which who why will with without you your 12 12-factor twelve factor factors
  twelve-factor`.split(/\s+/),
);

/** How many pages a reader looks at before asking again: with fewer, pages that have some of the words are added. */
const ENOUGH = 3;

export interface Answer {
  /** Loads the page at a place of the list. */
  pages: (() => Promise<Page>)[];
  /** How many of them have all the words of the question. */
  whole: number;
  /** Pages per filter value among those that have all the words, or, where none has, some. */
  filters: FilterCounts;
}

/**
 * Asks the index. Pages with all the words come first. It wants every word of a question, and questions have words that
 * no page has; so when it finds little, pages follow that have some of the words, those with the rarest first.
 */
export async function askIndex(
  pagefind: Pagefind,
  question: string,
  filters: Record<string, { any: string[] }>,
): Promise<Answer> {
  const words = question.split(/\s+/).filter((word) => word !== '');
  const telling = words.filter((word) => !EMPTY.has(word.toLowerCase().replaceAll(/[^\w-]/g, '')));
  const kept = telling.length > 0 ? telling : words;
  const whole = await pagefind.search(kept.join(' '), { filters });
  if (whole.results.length >= ENOUGH || kept.length < 2) {
    return {
      pages: whole.results.map((result) => () => result.data()),
      whole: whole.results.length,
      filters: whole.totalFilters,
    };
  }
  const partly = await askWords(pagefind, kept, filters);
  const known = new Set(whole.results.map(({ id }) => id));
  const results = [...whole.results, ...partly.results.filter(({ id }) => !known.has(id))];
  return {
    pages: results.map((result) => () => result.data()),
    whole: whole.results.length,
    filters: whole.results.length > 0 ? whole.totalFilters : partly.filters,
  };
}

/** Pages that have any of the words. A word counts the more the fewer pages have it. */
async function askWords(pagefind: Pagefind, words: string[], filters: Record<string, { any: string[] }>) {
  const answers = await Promise.all(words.map((word) => pagefind.search(word, { filters })));
  const found = new Map<string, { result: (typeof answers)[number]['results'][number]; worth: number }>();
  for (const { results } of answers) {
    const best = Math.max(...results.map(({ score }) => score), Number.MIN_VALUE);
    for (const result of results) {
      const worth = (0.5 + result.score / best / 2) / Math.sqrt(results.length);
      const page = found.get(result.id) ?? { result, worth: 0 };
      page.worth += worth;
      found.set(result.id, page);
    }
  }
  const results = [...found.values()].toSorted((a, b) => b.worth - a.worth).map(({ result }) => result);
  const rarest = answers
    .filter((answer) => answer.results.length > 0)
    .toSorted((a, b) => a.results.length - b.results.length)[0];
  return { results, filters: rarest?.totalFilters ?? {} };
}
