import { readFileSync } from 'node:fs';
import { create, type Font } from 'fontkitten';

/** Text as outlines: a picture looks the same wherever it is drawn, whatever fonts that machine has. */

const FILE = 'node_modules/@fontsource-variable/source-serif-4/files/source-serif-4-latin-opsz-normal.woff2';

const font = openFont();

/** How wide a text is. @param size of the font, in the picture's units */
export function widthOf(text: string, size: number): number {
  return font.glyphsForString(text).reduce((width, glyph) => width + (glyph.advanceWidth * size) / font.unitsPerEm, 0);
}

/** The outlines of one line of text. */
export function textPath(text: string, { size, x, y }: { size: number; x: number; y: number }): string {
  const scale = size / font.unitsPerEm;
  let at = 0;
  const glyphs = font.glyphsForString(text).map((glyph) => {
    const outline = `<path transform="translate(${at} 0)" d="${glyph.path.toSVG()}"/>`;
    at += glyph.advanceWidth;
    return outline;
  });
  return `<g transform="translate(${x} ${y}) scale(${scale} ${-scale})">${glyphs.join('')}</g>`;
}

/** Breaks a text into lines that are no wider than `width`. */
export function breakLines(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = `${lines.at(-1) ?? ''} ${word}`.trim();
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

function openFont(): Font {
  const file = create(readFileSync(FILE));
  if (!('glyphsForString' in file)) throw new Error(`${FILE} holds more than one font.`);
  return file;
}
