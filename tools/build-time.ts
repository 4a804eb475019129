/**
 * `npm run build-time`: how long the site takes to build with 12, 50 and 200 chapters, the further ones being copies,
 * and what each added chapter costs. Sizes of one's own: `npm run build-time -- 12 24`.
 */
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { factors } from '../src/content/factors.ts';
import { root, run } from './run.mjs';

const SIZES = [12, 50, 200];

const sizes = process.argv.slice(2).map(Number);
// The first build after a while reads its files from the disk, and would look as if chapters cost less than they do.
await buildWith(sizes[0] ?? SIZES[0]!);
let before: { chapters: number; seconds: number } | null = null;
for (const chapters of sizes.length > 0 ? sizes : SIZES) {
  const seconds = await buildWith(chapters);
  const each = before && (1000 * (seconds - before.seconds)) / (chapters - before.chapters);
  const told = each === null ? '' : `, ${Math.round(each)} ms for each chapter more`;
  console.log(`${String(chapters).padStart(4)} chapters: ${seconds.toFixed(1)} s${told}`);
  before = { chapters, seconds };
}

/** Builds a copy of the project with so many chapters; seconds. */
async function buildWith(chapters: number): Promise<number> {
  const copy = mkdtempSync(join(tmpdir(), 'build-time-'));
  try {
    const leave = new Set(['node_modules', 'dist', '.git', '.astro', '.cache', 'test-results']);
    cpSync(root, copy, {
      recursive: true,
      filter: (path) => !leave.has(path.slice(root.length + 1).split('/')[0] ?? ''),
    });
    symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');
    addChapters(copy, chapters);
    const started = performance.now();
    const code = await run(process.execPath, ['node_modules/astro/bin/astro.mjs', 'build', '--silent'], { cwd: copy });
    if (code !== 0) throw new Error(`The build with ${chapters} chapters ended with exit code ${code}.`);
    return (performance.now() - started) / 1000;
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** Adds copies of chapters, each as that of a factor of its own. */
function addChapters(copy: string, chapters: number): void {
  const added = Array.from({ length: chapters - factors.length }, (_, index) => {
    const original = factors[index % factors.length]!;
    const number = factors.length + index + 1;
    return { original, factor: { ...original, number, numeral: String(number), slug: `${number}-${original.slug}` } };
  });
  edit('src/content/factors.ts', (text) =>
    text.replace(/\n\];/, `\n${added.map(({ factor }) => `  ${JSON.stringify(factor)},`).join('\n')}\n];`),
  );
  edit('src/content.config.ts', (text) => text.replace('.max(12)', `.max(${chapters})`));
  for (const { original, factor } of added) {
    const text = readFileSync(join(copy, `src/content/chapters/${original.slug}.mdx`), 'utf8');
    const own = text.replace(/^factor: \d+$/m, `factor: ${factor.number}`);
    writeFileSync(join(copy, `src/content/chapters/${factor.slug}.mdx`), own);
  }

  function edit(file: string, change: (text: string) => string): void {
    writeFileSync(join(copy, file), change(readFileSync(join(copy, file), 'utf8')));
  }
}
