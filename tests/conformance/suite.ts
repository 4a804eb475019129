import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { exclusions } from './exclusions.ts';
import { modules } from './modules.ts';
import type { Module } from './modules.ts';

/** A file of Node's test directory. */
export interface TestFile {
  /** Relative to the test directory. */
  path: string;
  /** What its `// Flags:` line asks for. */
  flags: string[];
  /** What its `// Env:` line asks for. */
  env: Record<string, string>;
  /** Why it is not counted, if so. */
  excluded?: string;
}

const FOLDERS = ['parallel', 'sequential', 'es-module'];

/**
 * Finds the test files of each module in a checkout of Node's `test/` directory.
 * @throws Error when the directory is no such checkout
 */
export async function readSuite(directory: string): Promise<Map<Module, TestFile[]>> {
  const paths: string[] = [];
  for (const folder of FOLDERS) {
    const names = await readdir(join(directory, folder)).catch(() => {
      throw new Error(
        `${directory} has no folder ${folder}: --suite takes Node's own test directory (see docs/conformance.md).`,
      );
    });
    paths.push(...names.filter((name) => /^test-.*\.m?js$/.test(name)).map((name) => `${folder}/${name}`));
  }
  const suite = new Map<Module, TestFile[]>(modules.map((module) => [module, []]));
  for (const path of paths.sort()) {
    const module = modules.find(({ files }) => files.test(path));
    if (module) suite.get(module)!.push(await readTestFile(directory, path));
  }
  return suite;
}

async function readTestFile(directory: string, path: string): Promise<TestFile> {
  const text = await readFile(join(directory, path), 'utf8');
  const flags = words(/^\/\/ Flags:(.*)$/m.exec(text)?.[1]);
  const env = Object.fromEntries(
    words(/^\/\/ Env:(.*)$/m.exec(text)?.[1]).map((pair) => {
      const at = pair.indexOf('=');
      return [pair.slice(0, at), pair.slice(at + 1)] as const;
    }),
  );
  const rule = exclusions.find(
    (each) => flags.some((flag) => each.flags?.test(flag)) || (each.text?.test(text) ?? false),
  );
  return { path, flags, env, excluded: rule?.reason };
}

/** The text of a file, and of those beside it that it names, by their names: some run others as their children. */
export async function readWithSiblings(directory: string, path: string): Promise<Record<string, string>> {
  const folder = join(directory, dirname(path));
  const text = await readFile(join(directory, path), 'utf8');
  const texts = { [basename(path)]: text };
  const beside = new Set(await readdir(folder));
  for (const [name] of text.matchAll(/\btest-[\w-]+\.m?js\b/g)) {
    if (beside.has(name)) texts[name] ??= await readFile(join(folder, name), 'utf8');
  }
  return texts;
}

const words = (text = ''): string[] => text.split(/\s+/).filter(Boolean);
