import { transform } from 'esbuild';
import { rolldown, type OutputOptions, type RolldownPlugin } from 'rolldown';

/**
 * Writes async functions as generators. A browser carries no async context over `await`, so the container parses and
 * rewrites a text that has one before it runs: a tenth of a second for the platform alone.
 */
const withoutAwait: RolldownPlugin = {
  name: 'without-await',
  async renderChunk(code) {
    const supported = { 'async-await': false, 'async-generator': false, 'for-await': false };
    const { code: rewritten } = await transform(code, { supported, charset: 'utf8' });
    return rewritten;
  },
};

/**
 * Bundles a program of the platform: CommonJS, since that starts sooner than ES modules; not minified, since readers
 * look into it. What it loads later by `import()` becomes a file beside it.
 *
 * @param source the file that it begins with
 * @param directory where it is written
 * @param file its name there
 */
export async function bundleProgram(
  source: string,
  directory: string,
  file: string,
  options: OutputOptions = {},
): Promise<void> {
  const bundle = await rolldown({
    input: source,
    platform: 'node',
    treeshake: true,
    plugins: [withoutAwait],
    // Emscripten's own, in PGlite.
    onwarn: (warning, warn) => warning.code === 'EVAL' || warn(warning),
  });
  await bundle.write({
    dir: directory,
    entryFileNames: file,
    chunkFileNames: '[name].cjs',
    format: 'cjs',
    minify: false,
    ...options,
  });
  await bundle.close();
}
