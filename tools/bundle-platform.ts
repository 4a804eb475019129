import { fileURLToPath } from 'node:url';
import { bundleProgram } from './bundle-program.ts';

const root = new URL('..', import.meta.url);

/** Where the platform's programs lie when they are bundled. */
export const platformDist = fileURLToPath(new URL('platform/dist/', root));

/** The platform's programs: file in `platform/dist` → where its source begins. */
const PROGRAMS: Record<string, string> = {
  'platform.cjs': 'platform/cli.ts',
  'kv.cjs': 'platform/services/kv/main.ts',
  'mail.cjs': 'platform/services/mail/main.ts',
  'registry.cjs': 'platform/services/registry/main.ts',
  'api.cjs': 'platform/services/api/main.ts',
  'guard.cjs': 'platform/guard-program.ts',
  'signals-preload.cjs': 'platform/signals-preload.ts',
};

/**
 * Bundles the platform's programs: the very files that a laptop, the container and WebContainer run.
 *
 * @param directory where they are written
 */
export async function bundlePlatform(directory = platformDist): Promise<void> {
  for (const [file, source] of Object.entries(PROGRAMS)) {
    await bundleProgram(fileURLToPath(new URL(source, root)), directory, file);
  }
}
