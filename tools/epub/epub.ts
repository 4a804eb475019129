import { strToU8, zipSync, type Zippable } from 'fflate';
import { escapeXml } from '../../src/content/xml.ts';

/** One part of the book: a chapter, say. */
export interface EpubPart {
  /** Names its file: `06-processes`. */
  id: string;
  title: string;
  /** What is in its body, as XHTML. */
  body: string;
}

export interface EpubBook {
  title: string;
  /** Names the book for ever: an address of the site. */
  identifier: string;
  /** When it was made. */
  modified: Date;
  style: string;
  parts: EpubPart[];
}

/**
 * Packs a book as EPUB 3.3 (https://www.w3.org/TR/epub-33/): a zip whose first file, stored as it is, says what it is.
 */
export function makeEpub(book: EpubBook): Uint8Array {
  const files: Zippable = {
    mimetype: [strToU8('application/epub+zip'), { level: 0 }],
    'META-INF/container.xml': strToU8(CONTAINER),
    'book/package.opf': strToU8(packageDocument(book)),
    'book/nav.xhtml': strToU8(navigation(book)),
    'book/style.css': strToU8(book.style),
  };
  for (const { id, title, body } of book.parts) files[`book/${id}.xhtml`] = strToU8(xhtml(title, body));
  return zipSync(files, { mtime: book.modified });
}

const CONTAINER = `<?xml version="1.0" encoding="UTF-8"?>
<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
  <rootfiles>
    <rootfile full-path="book/package.opf" media-type="application/oebps-package+xml"/>
  </rootfiles>
</container>
`;

function packageDocument({ title, identifier, modified, parts }: EpubBook): string {
  const items = parts.map(({ id, body }) => {
    const properties = body.includes('<svg') ? ' properties="svg"' : '';
    return `    <item id="p-${id}" href="${id}.xhtml" media-type="application/xhtml+xml"${properties}/>`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<package version="3.0" unique-identifier="id" xml:lang="en" xmlns="http://www.idpf.org/2007/opf">
  <metadata xmlns:dc="http://purl.org/dc/elements/1.1/">
    <dc:identifier id="id">${escapeXml(identifier)}</dc:identifier>
    <dc:title>${escapeXml(title)}</dc:title>
    <dc:language>en</dc:language>
    <meta property="dcterms:modified">${modified.toISOString().replace(/\.\d+/, '')}</meta>
  </metadata>
  <manifest>
    <item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
    <item id="style" href="style.css" media-type="text/css"/>
${items.join('\n')}
  </manifest>
  <spine>
    <itemref idref="nav"/>
${parts.map(({ id }) => `    <itemref idref="p-${id}"/>`).join('\n')}
  </spine>
</package>
`;
}

function navigation({ title, parts }: EpubBook): string {
  const items = parts.map((part) => `<li><a href="${part.id}.xhtml">${escapeXml(part.title)}</a></li>`);
  return xhtml(
    title,
    `<nav epub:type="toc" xmlns:epub="http://www.idpf.org/2007/ops"><h1>${escapeXml(title)}</h1><ol>${items.join('')}</ol></nav>`,
  );
}

function xhtml(title: string, body: string): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<html xmlns="http://www.w3.org/1999/xhtml" lang="en" xml:lang="en">
<head><title>${escapeXml(title)}</title><link rel="stylesheet" href="style.css"/></head>
<body>${body}</body>
</html>
`;
}
