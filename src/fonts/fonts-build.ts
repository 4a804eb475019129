import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { AstroIntegration } from 'astro';
import { create } from 'fontkitten';
import subsetFont from 'subset-font';

/** Part of a published variable font, as style sheets ask for it. */
interface Face {
  /** Of its files in `made/`. */
  name: string;
  family: 'Lab Serif' | 'Lab Display' | 'Lab Mono';
  style: 'normal' | 'italic';
  /** As CSS counts them: one, or the lightest and the boldest. */
  weights: [number, number?];
  /** The size for which the letters are drawn, in pixels; null when the published font has one for all. */
  opticalSize: number | null;
  /** Below `node_modules/@fontsource-variable/`. */
  published: string;
}

const serif = 'source-serif-4/files/source-serif-4-latin-opsz-normal.woff2';
const serifItalic = 'source-serif-4/files/source-serif-4-latin-opsz-italic.woff2';
const mono = 'inconsolata/files/inconsolata-latin-wght-normal.woff2';

// prettier-ignore
const FACES: Face[] = [
  { name: 'serif', family: 'Lab Serif', style: 'normal', weights: [400, 600], opticalSize: 18, published: serif },
  { name: 'serif-italic', family: 'Lab Serif', style: 'italic', weights: [400], opticalSize: 16, published: serifItalic },
  { name: 'display', family: 'Lab Display', style: 'normal', weights: [200, 400], opticalSize: 48, published: serif },
  { name: 'mono', family: 'Lab Mono', style: 'normal', weights: [300, 600], opticalSize: null, published: mono },
];

const ASCII = Array.from({ length: 0x7f - 0x20 }, (_, index) => 0x20 + index);
/** What nearly all text needs: ASCII, and the signs of good typography. Other letters are a file of their own. */
const COMMON = new Set([...ASCII, ...[...'\u00a0·×–—‘’“”…↑↓−'].map((sign) => sign.codePointAt(0)!)]);

/** Of OpenType's features, those that the style sheets ask for and those that browsers use unasked. */
const FEATURES = ['kern', 'liga', 'mark', 'mkmk', 'ccmp', 'locl', 'onum', 'lnum', 'tnum', 'pnum'];

const packages = new URL('../../node_modules/@fontsource-variable/', import.meta.url);
const made = new URL('made/', import.meta.url);

/**
 * Makes the fonts and their style sheet before the site is served or built, unless they are made already. A published
 * font has more weights, sizes and letters than a page uses, and the first lines of every page wait for it: 122 KB where
 * they are 43 here.
 */
export function fonts(): AstroIntegration {
  return {
    name: 'fonts',
    hooks: {
      'astro:config:setup': async ({ command }) => {
        if (command === 'preview') return;
        const madeOf = await fingerprint();
        const note = new URL('made-of', made);
        if (existsSync(note) && (await readFile(note, 'utf8')) === madeOf) return;
        await mkdir(made, { recursive: true });
        const rules = await Promise.all(FACES.map(makeFace));
        await writeFile(new URL('faces.css', made), rules.flat().join('\n'));
        await writeFile(note, madeOf);
      },
    },
  };
}

/** Writes a face's two files. @returns their `@font-face` rules */
async function makeFace(face: Face): Promise<string[]> {
  const font = await readFile(new URL(face.published, packages));
  const read = create(font);
  if (!('characterSet' in read)) throw new Error(`${face.published} holds more than one font.`);
  const common = read.characterSet.filter((code) => COMMON.has(code));
  const rest = read.characterSet.filter((code) => !COMMON.has(code));
  return Promise.all([makeFile(face, font, face.name, common), makeFile(face, font, `${face.name}-rest`, rest)]);
}

async function makeFile(face: Face, font: Buffer, name: string, characters: number[]): Promise<string> {
  const { family, style, weights, opticalSize } = face;
  const [min, max = min] = weights;
  const bytes = await subsetFont(font, String.fromCodePoint(...characters), {
    targetFormat: 'woff2',
    variationAxes: { wght: min === max ? min : { min, max }, ...(opticalSize === null ? {} : { opsz: opticalSize }) },
    keepFeatures: FEATURES,
  });
  await writeFile(new URL(`${name}.woff2`, made), bytes);
  return `@font-face {
  font-family: '${family}';
  src: url(./${name}.woff2) format('woff2');
  font-style: ${style};
  font-weight: ${weights.join(' ')};
  font-display: swap;
  unicode-range: ${ranges(characters).join(', ')};
}`;
}

/** What they are made of, as a hash: this file, the published fonts and the program that cuts them. */
async function fingerprint(): Promise<string> {
  const cutter = new URL('../../node_modules/subset-font/package.json', import.meta.url);
  const hash = createHash('sha256');
  for (const file of [
    new URL(import.meta.url),
    cutter,
    ...FACES.map(({ published }) => new URL(published, packages)),
  ]) {
    hash.update(await readFile(file));
  }
  return hash.digest('hex');
}

/** `U+20-7e, U+a0`. @param codes in rising order */
function ranges(codes: number[]): string[] {
  const found: [number, number][] = [];
  for (const code of codes) {
    const last = found.at(-1);
    if (last && last[1] === code - 1) last[1] = code;
    else found.push([code, code]);
  }
  return found.map(([from, to]) => `U+${from.toString(16)}${to === from ? '' : `-${to.toString(16)}`}`);
}
