import type { Part } from './site-files.ts';

/** Files that nobody without a network asks for. */
const LEFT_OUT = [
  /^sw\.js$/,
  // The chapters once more, to be printed.
  /^book\//,
  /^robots\.txt$/,
  /\.xml$/,
  /^cards\//,
];

/** The first chunks that a lab, or the home page's trial, loads when it is used. What only they import belongs to them. */
const LAB_CHUNK = /^_astro\/(lab|try)\.[\w-]+\.js$/;

/**
 * Which part of the site each file belongs to.
 * @param paths all files of the built site, from its root
 * @param read the text of one of them
 */
export function sortIntoParts(paths: readonly string[], read: (path: string) => string): Map<string, Part> {
  const early = earlyScripts(paths, read);
  const sorted = new Map<string, Part>();
  for (const path of paths) {
    if (LEFT_OUT.some((pattern) => pattern.test(path))) continue;
    sorted.set(path, partOf(path, early));
  }
  return sorted;
}

function partOf(path: string, early: ReadonlySet<string>): Part {
  if (path.startsWith('container/') || path === 'labs/platform.json') return 'container';
  if (path.endsWith('.pack')) return 'postgres';
  if (path.startsWith('labs/')) return 'examples';
  if (path.startsWith('_astro/') && path.endsWith('.js') && !early.has(path)) return 'container';
  return 'reading';
}

/** The scripts that pages load, and all that these import now or later, short of the lab. */
function earlyScripts(paths: readonly string[], read: (path: string) => string): Set<string> {
  const scripts = paths.filter((path) => path.startsWith('_astro/') && path.endsWith('.js'));
  const early = new Set<string>();
  const visit = (path: string): void => {
    if (early.has(path) || LAB_CHUNK.test(path) || !scripts.includes(path)) return;
    early.add(path);
    for (const [, name] of read(path).matchAll(/(?:from|import)\s*\(?\s*["'`]\.\/([\w.-]+\.js)["'`]/g)) {
      visit(`_astro/${name}`);
    }
  };
  for (const page of paths.filter((path) => path.endsWith('.html'))) {
    for (const [, path] of read(page).matchAll(/<script[^>]*\ssrc="[^"]*(_astro\/[^"]+\.js)"/g)) visit(path!);
  }
  return early;
}
