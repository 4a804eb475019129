import { signAt } from './sign.ts';
import { breakLines, textPath } from './text.ts';

/** The size that pages which show a link to ours expect. */
export const CARD = { width: 1200, height: 630 };

export interface Card {
  /** Roman, for what belongs to a factor. */
  numeral?: string;
  title: string;
  text: string;
}

/** The picture beside a link to a page: its numeral, its name and its claim on a ruled sheet. */
export function card({ numeral = 'XII', title, text }: Card, siteName: string): string {
  const { width, height } = CARD;
  const left = 136;
  const [titleSize, textSize] = [92, 44];
  const titles = breakLines(title, titleSize, 820);
  const below = 170 + titles.length * 96;
  const lines = breakLines(text, textSize, 850).slice(0, 4);
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
<rect width="${width}" height="${height}" fill="#f8f9f4"/>
<path d="M96 0V${height}" stroke="#a9bde6" stroke-width="2"/>
<g fill="#cfd6d9">${textPath(numeral, { size: 210, x: left - 8, y: height - 56 })}</g>
<g fill="#14203a">
${titles.map((line, index) => textPath(line, { size: titleSize, x: left, y: 150 + index * 96 })).join('')}
${lines.map((line, index) => textPath(line, { size: textSize, x: left, y: below + index * 58 })).join('')}
${textPath(siteName, { size: 34, x: 800, y: height - 60 })}
</g>
${signAt(1000, 40, 150)}</svg>`;
}
