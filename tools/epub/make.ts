/** `npm run epub`: writes the whole book as an EPUB, from the page that binds all chapters. */
import { writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../run.mjs';
import { withSitePage } from '../site-page.ts';
import { makeEpub, type EpubPart } from './epub.ts';

const FILE = 'twelve-factor-lab.epub';
const TITLE = 'Twelve-Factor Lab';

await withSitePage(async (page, url) => {
  await page.goto(`${url}book/`, { waitUntil: 'load' });
  // Its address, where the build knows one.
  const address = await page.evaluate(() => document.querySelector<HTMLLinkElement>('link[rel="canonical"]')?.href);
  const identifier = address ?? 'urn:twelve-factor-lab:book';
  const parts = await page.evaluate(readParts);
  // What is no XML after all would only be seen in somebody's reader.
  const faults = await page.evaluate(findFaults, parts);
  if (faults.length > 0) throw new Error(`The book cannot be written as XHTML:\n${faults.join('\n')}`);
  const style = readFileSync(join(root, 'tools/epub/book.css'), 'utf8');
  writeFileSync(join(root, FILE), makeEpub({ title: TITLE, identifier, modified: new Date(), style, parts }));
  console.log(`${FILE}: ${parts.length} parts`);
});

/** Runs in the page: its parts, without what a book cannot do, as XHTML. */
function readParts(): EpubPart[] {
  const articles = [...document.querySelectorAll<HTMLElement>('article.book-part')];
  const fileOf = new Map<string, string>();
  for (const article of articles) {
    fileOf.set(article.id, article.id);
    for (const { id } of article.querySelectorAll('[id]')) fileOf.set(id, article.id);
  }
  return articles.map((article) => {
    const copy = article.cloneNode(true) as HTMLElement;
    for (const control of copy.querySelectorAll('button, input, select, textarea, template, [hidden]'))
      control.remove();
    // Drawings are there twice, for wide and for narrow pages; a book's page is narrow.
    for (const drawing of copy.querySelectorAll('svg.wide-svg')) drawing.remove();
    for (const details of copy.querySelectorAll('details')) details.open = true;
    for (const own of [...copy.querySelectorAll('*')].filter(({ localName }) => localName.includes('-'))) {
      const plain = document.createElement(own.closest('p, td, figcaption, summary') ? 'span' : 'div');
      plain.append(...own.childNodes);
      own.replaceWith(plain);
    }
    for (const link of copy.querySelectorAll<HTMLAnchorElement>('a[href]')) {
      const href = link.getAttribute('href') ?? '';
      const target = href.startsWith('#') ? fileOf.get(href.slice(1)) : undefined;
      if (target !== undefined) link.setAttribute('href', `${target}.xhtml${href === `#${target}` ? '' : href}`);
      else link.setAttribute('href', link.href);
    }
    const title = copy.querySelector('h1')?.textContent.trim() ?? article.id;
    const serializer = new XMLSerializer();
    const body = [...copy.childNodes].map((node) => serializer.serializeToString(node)).join('');
    return { id: article.id, title, body };
  });
}

/** Runs in the page: what an XML parser says against each part. */
function findFaults(parts: EpubPart[]): string[] {
  return parts.flatMap(({ id, body }) => {
    const xml = `<body xmlns="http://www.w3.org/1999/xhtml">${body}</body>`;
    const fault = new DOMParser().parseFromString(xml, 'application/xhtml+xml').querySelector('parsererror');
    return fault ? [`${id}: ${fault.textContent}`] : [];
  });
}
