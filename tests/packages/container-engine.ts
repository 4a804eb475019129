import { rmSync } from 'node:fs';
import { mountDirectory } from '../../container/testing/mount.ts';
import { openContainer } from '../../container/testing/open.ts';
import { platformDist } from '../../tools/bundle-platform.ts';
import { LIMIT } from './engine.ts';
import type { Engine } from './engine.ts';
import { stage } from './stage.ts';

/** A container in a headless Chromium. */
export async function containerEngine(): Promise<Engine> {
  const directory = await stage();
  const { page, close } = await openContainer({ onConsole: (line) => console.error(line) });
  await mountDirectory(page, directory);
  rmSync(directory, { recursive: true });
  await mountDirectory(page, platformDist, 'platform', (path) => !path.endsWith('.pack'));
  let port = 4873;
  return {
    run: (program, args, cwd) =>
      page.evaluate(
        async ({ program, args, cwd, limit }) => {
          const { container } = window;
          const env = { PLATFORM: `${container.workdir}/platform` };
          const running = await container.spawn(program, args, { cwd, env });
          const pieces: string[] = [];
          const drained = running.output.pipeTo(new WritableStream({ write: (piece) => void pieces.push(piece) }));
          const timer = setTimeout(() => running.kill(), limit);
          const code = await running.exit;
          clearTimeout(timer);
          // Ends what it left behind, too.
          running.kill();
          await drained;
          return { code, output: pieces.join('') };
        },
        { program, args, cwd, limit: LIMIT },
      ),
    async startRegistry(packages) {
      const own = port++;
      await page.evaluate(
        async ({ own, packages }) => {
          const { container } = window;
          const env = { PORT: own, PASSWORD: 'none', PACKAGES: `${container.workdir}/${packages}` };
          const ready = new Promise<void>((resolve) => {
            container.on('server-ready', (port) => void (port === own && resolve()));
          });
          const registry = await container.spawn('node', ['platform/registry.cjs'], { env });
          const pieces: string[] = [];
          void registry.output.pipeTo(new WritableStream({ write: (piece) => void pieces.push(piece) }));
          const ended = registry.exit.then((code) => {
            throw new Error(`The registry ended with exit code ${code}: ${pieces.join('')}`);
          });
          await Promise.race([ready, ended]);
        },
        { own, packages },
      );
      return `http://127.0.0.1:${own}/`;
    },
    close,
  };
}
