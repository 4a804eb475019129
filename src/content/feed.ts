import { pieces, type Release } from './changelog.ts';
import { escapeXml } from './xml.ts';

/** The changelog as RSS 2.0, an item for each version. */
export function feed({ title, link }: { title: string; link: string }, releases: readonly Release[]): string {
  const items = releases.map((release) => {
    const place = `${link}#v-${encodeURIComponent(release.title)}`;
    const list = `<ul>${release.entries.map((entry) => `<li>${printEntry(entry)}</li>`).join('')}</ul>`;
    return [
      '<item>',
      `<title>${escapeXml(release.title)}</title>`,
      `<link>${escapeXml(place)}</link>`,
      `<guid isPermaLink="true">${escapeXml(place)}</guid>`,
      ...(release.date ? [`<pubDate>${new Date(`${release.date}T00:00:00Z`).toUTCString()}</pubDate>`] : []),
      `<description>${escapeXml(list)}</description>`,
      '</item>',
    ].join('');
  });
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel>',
    `<title>${escapeXml(title)}</title><link>${escapeXml(link)}</link>`,
    '<description>What is new, and what has changed.</description><language>en</language>',
    `<atom:link href="${escapeXml(new URL('../changelog.xml', link).href)}" rel="self" type="application/rss+xml"/>`,
    ...items,
    '</channel></rss>',
    '',
  ].join('\n');
}

function printEntry(entry: string): string {
  return pieces(entry)
    .map(({ text, code }) => (code ? `<code>${escapeXml(text)}</code>` : escapeXml(text)))
    .join('');
}
