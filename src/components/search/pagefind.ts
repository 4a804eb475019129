/**
 * The part of Pagefind's browser API that the search uses. Its files are made by the build (search-index.ts), so they
 * are loaded by address, not bundled.
 */
export interface Pagefind {
  options(options: { baseUrl?: string; excerptLength?: number }): Promise<void>;
  init(): Promise<void>;
  /** Filters and how many pages each value has, over the whole site. */
  filters(): Promise<FilterCounts>;
  search(query: string, options: { filters: Record<string, { any: string[] }> }): Promise<Found>;
}

/** How many pages have a value of a filter: `{ kind: { Chapter: 3 } }`. */
export type FilterCounts = Record<string, Record<string, number>>;

export interface Found {
  /** `score` compares results of one question, and no others. */
  results: { id: string; score: number; data(): Promise<Page> }[];
  /** Pages per filter value among all that match the query, whatever filter is chosen. */
  totalFilters: FilterCounts;
}

/** A page that matches, with the headings under which it does. */
export interface Page {
  url: string;
  /** HTML: text with `<mark>` around what matches. */
  excerpt: string;
  meta: Record<string, string>;
  sub_results: { title: string; url: string; excerpt: string }[];
}

/**
 * Loads the search and its index.
 * @param base the site's base path, with a slash at its end
 * @throws Error when the index does not exist, which is so on a development server before the first build
 */
export async function loadPagefind(base: string): Promise<Pagefind> {
  let pagefind: Pagefind;
  try {
    pagefind = (await import(/* @vite-ignore */ `${base}pagefind/pagefind.js`)) as Pagefind;
  } catch (error) {
    const mend = import.meta.env.DEV ? ' The index is made by a build: run one, then reload this page.' : '';
    throw new Error(`The search index could not be loaded.${mend}`, { cause: error });
  }
  await pagefind.options({ baseUrl: base, excerptLength: 24 });
  await pagefind.init();
  // Answers count pages per filter value only once the filters are loaded.
  await pagefind.filters();
  return pagefind;
}
