import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';

/**
 * Links of a built site that lead nowhere: to a file that is not there, or to an anchor that its page does not have; and
 * those that have no space between them and the word beside them, since a template has lost it.
 *
 * @param directory the built site
 * @param base the path that it is hosted under, with a slash at its end
 * @returns a line for each, with the page that it stands on
 */
export function brokenLinks(directory: string, base = '/'): string[] {
  const paths = readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(directory, '/').length).replaceAll(sep, '/'));
  const files = new Set(paths);
  const pages = new Map(
    paths.filter((path) => path.endsWith('.html')).map((path) => [path, readFileSync(join(directory, path), 'utf8')]),
  );
  const anchors = new Map<string, Set<string>>();
  const anchorsOf = (path: string): Set<string> => {
    const known = anchors.get(path) ?? new Set(attributes(pages.get(path) ?? '', 'id'));
    anchors.set(path, known);
    return known;
  };

  const problems: string[] = [];
  for (const [page, html] of pages) {
    const here = new URL(`http://site${base}${page.replace(/(^|\/)index\.html$/, '$1')}`);
    for (const link of new Set([...attributes(html, 'href'), ...attributes(html, 'src'), ...refreshes(html)])) {
      const url = URL.parse(link, here);
      if (url === null) problems.push(`${page}: ${link} is no address`);
      if (url === null || url.origin !== here.origin) continue;
      const path = decodeURIComponent(url.pathname);
      const inside = path.startsWith(base) ? path.slice(base.length) : null;
      const file = inside === null ? null : inside === '' || inside.endsWith('/') ? `${inside}index.html` : inside;
      if (file === null || !files.has(file)) problems.push(`${page}: ${link} leads to nothing`);
      else if (url.hash !== '' && !anchorsOf(file).has(decodeURIComponent(url.hash.slice(1))))
        problems.push(`${page}: ${link} leads to no anchor`);
    }
    for (const [, after, before] of html.matchAll(/<\/a>([\p{L}\p{N}][^<]*)|([^<>]*[\p{L}\p{N}])<a\s/gu))
      problems.push(`${page}: "${after ?? before}" runs into a link`);
  }
  return problems;
}

/** The values of an attribute, of all elements of a page. What a listing shows is escaped and so has none. */
function attributes(html: string, name: string): string[] {
  const values = html.matchAll(new RegExp(`<[a-z][^<>]*?\\s${name}=(?:"([^"]*)"|([^\\s">]+))`, 'g'));
  return [...values].map(([, quoted, bare]) => (quoted ?? bare!).replaceAll('&amp;', '&'));
}

/** Where pages lead that only lead elsewhere. */
function refreshes(html: string): string[] {
  return [...html.matchAll(/http-equiv="refresh" content="\d+;url=([^"]+)"/g)].map(([, to]) => to!);
}

if (process.argv[1] === import.meta.filename) {
  const problems = brokenLinks(process.argv[2] ?? 'dist', process.env['SITE_BASE']);
  for (const problem of problems) console.error(problem);
  process.exitCode = problems.length > 0 ? 1 : 0;
}
