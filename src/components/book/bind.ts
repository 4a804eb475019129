/**
 * Makes one page of many: takes a built page's text and makes its ids, and all that refers to them, those of its part
 * of the book. The pages are of this site's own build, so patterns are enough to read them.
 */

/** The names by which a page refers to an id of its own. */
const REFERENCES = ['id', 'for', 'aria-labelledby', 'aria-describedby', 'aria-controls'];

/**
 * The part of the book that a page becomes.
 * @param html a built page
 * @param address the page's own, from the host's root: relative links begin there
 * @param part names the part; ids get it as their prefix
 * @param partOf for the path of an address of this site: the part of the book that it is in, if any
 * @throws Error when the page has no main element
 */
export function bindPage(html: string, address: string, part: string, partOf: (path: string) => string | null): string {
  const main = /<main\b[^>]*>([\s\S]*)<\/main>/.exec(html)?.[1];
  if (main === undefined) throw new Error(`The page for the book's part ${part} has no <main>.`);
  return (
    main
      // What leads about in a chapter, the words for the search, and scripts: nothing for a book.
      .replace(/<div class="chapter-foot"[\s\S]*$/, '')
      .replace(/<aside class="note[^"]*"[^>]*>\s*<chapter-contents>[\s\S]*?<\/aside>/, '')
      .replace(/<span hidden data-pagefind[^>]*><\/span>/, '')
      .replace(/<script\b[\s\S]*?<\/script>/g, '')
      .replace(/<(copy-button|button|noscript)\b[\s\S]*?<\/\1>/g, '')
      // The script of all pages would wake the labs and the questions, and a book has nothing to press.
      .replace(/<(\/?)[a-z]+(-[a-z]+)+\b/g, '<$1div')
      // Named, they would be landmarks, and a dozen chapters have the same names.
      .replace(/(<section\b[^>]*?) aria-labelledby="[^"]*"/g, '$1')
      .replace(/ data-pagefind-[a-z-]+(="[^"]*")?/g, '')
      .replaceAll(new RegExp(` (${REFERENCES.join('|')})="([^"]+)"`, 'g'), (_, name: string, ids: string) => {
        const own = ids.split(' ').map((id) => `${part}-${id}`);
        return ` ${name}="${own.join(' ')}"`;
      })
      .replaceAll(/ (name)="([^"]+)"/g, ` $1="${part}-$2"`)
      .replaceAll(/url\(#([^)]+)\)/g, `url(#${part}-$1)`)
      .replaceAll(/ href="([^"#]*)(?:#([^"]*))?"/g, (whole, link: string, hash: string | undefined) => {
        const { origin, pathname } = new URL(link, `http://site${address}`);
        if (origin !== 'http://site') return whole;
        const target = link === '' ? part : partOf(pathname);
        if (target === null) return ` href="${pathname}${hash === undefined ? '' : `#${hash}`}"`;
        return ` href="#${hash === undefined || hash === '' ? target : `${target}-${hash}`}"`;
      })
  );
}
