import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Example, ExampleMutation } from '../../src/content/example-schema.ts';
import { root } from '../../tools/run.mjs';

/** A copy of an example in which one version is spoilt on purpose. Remove it when it was run. */
export interface Spoilt {
  /** Relative to the project, as the platform's command line wants it. */
  directory: string;
  remove(): void;
}

/**
 * Copies an example and takes out of one version what a mutation names.
 * @param name the example's folder
 * @throws Error when the file does not have the text exactly once: the mutation would prove nothing
 */
export function spoil(name: string, example: Example, mutation: ExampleMutation): Spoilt {
  const version = example.versions[mutation.version];
  if (!version) throw new Error(`${name}: the mutation "${mutation.id}" names a version "${mutation.version}".`);
  const home = `.cache/gates/${name}-${mutation.id}`;
  const directory = `${home}/examples/${name}`;
  const remove = () => rmSync(join(root, home), { recursive: true, force: true });
  remove();

  const original = join(root, 'examples', name);
  const file = [version.dir, version.base]
    .flatMap((dir) => (dir === undefined ? [] : [join(dir, mutation.file)]))
    .find((candidate) => existsSync(join(original, candidate)));
  if (!file) throw new Error(`${name}: the mutation "${mutation.id}" names ${mutation.file}, which is not there.`);
  const spoilt = takeOut(readFileSync(join(original, file), 'utf8'), mutation, file);

  mkdirSync(join(root, home, 'examples'), { recursive: true });
  cpSync(original, join(root, directory), { recursive: true });
  // The examples' common dependencies, where the platform looks for them: in the folder above.
  symlinkSync(join(root, 'examples/node_modules'), join(root, home, 'examples/node_modules'), 'junction');
  // Over the base, where the text stood there: a version's own files win.
  const target = join(root, directory, version.dir, mutation.file);
  mkdirSync(join(target, '..'), { recursive: true });
  writeFileSync(target, spoilt);
  return { directory, remove };
}

/**
 * The text of a file without what a mutation takes out.
 * @throws Error when that is not there exactly once
 */
export function takeOut(text: string, { id, find, replace }: ExampleMutation, file: string): string {
  const times = text.split(find).length - 1;
  if (times !== 1) {
    throw new Error(`The mutation "${id}" looks for ${JSON.stringify(find)} in ${file}: it is there ${times} times.`);
  }
  return text.replace(find, () => replace);
}
