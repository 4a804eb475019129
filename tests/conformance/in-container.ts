import { mountDirectory } from '../../container/testing/mount.ts';
import { openContainer } from '../../container/testing/open.ts';
import type { OpenContainer } from '../../container/testing/open.ts';
import { LIMIT } from './outcome.ts';
import type { Outcome } from './outcome.ts';
import type { TestFile } from './suite.ts';

const WORKDIR = '/home/lab';

/** What test files require beside themselves. The web platform's encoding tests are large and no file here needs them. */
const mounted = (path: string): boolean =>
  /^(common|fixtures|es-module)(\/|$)/.test(path) && !/^fixtures\/wpt\/(?!url|interfaces|resources)./.test(path);

/** Opens a container with Node's test directory on its disk. */
export async function openSuite(directory: string): Promise<OpenContainer> {
  const opened = await openContainer();
  await mountDirectory(opened.page, directory, 'test', (path) => mounted(path));
  return opened;
}

/** Runs a test file as a process of its own. `texts` has it, and what else it needs of its folder, by name. */
export async function runInContainer(
  { page }: OpenContainer,
  file: TestFile,
  texts: Record<string, string>,
  serial: number,
): Promise<Outcome> {
  return page.evaluate(
    async ({ path, args, env, texts, limit, workdir }) => {
      const { container } = window;
      const files = Object.entries(texts).map(([name, contents]) => [name, { file: { contents } }] as const);
      await container.mount(Object.fromEntries(files), { mountPoint: `test/${path.split('/')[0]}` });
      const program = await container.spawn('node', [...args, `${workdir}/test/${path}`], { cwd: 'test', env });
      const pieces: string[] = [];
      const drained = program.output.pipeTo(new WritableStream({ write: (piece) => void pieces.push(piece) }));
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        program.kill();
      }, limit);
      const code = await program.exit;
      clearTimeout(timer);
      // Ends what the file left behind, too.
      program.kill();
      await drained;
      return { code, output: pieces.join(''), late };
    },
    {
      path: file.path,
      args: file.flags,
      env: { ...file.env, TEST_SERIAL_ID: String(serial) },
      texts,
      limit: LIMIT,
      workdir: WORKDIR,
    },
  );
}
