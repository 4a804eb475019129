import { copyFileSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { appDirectory, type Slug } from './build.ts';
import type { Random } from './random.ts';

/** What one process runs on: a directory with a fresh copy of the app and a temporary directory of its own. */
export interface Machine {
  name: string;
  /** Where other machines reach it. */
  address: string;
  slug: Slug;
  directory: string;
  /** The process's working directory: its own copy of the app. */
  app: string;
  temporary: string;
}

/**
 * Sets up a machine. It lies inside the slug's directory: Node looks for `node_modules` upwards from a file, so every
 * machine finds the slug's dependencies and only the app's own files, a handful, have to be copied.
 */
export function createMachine(slug: Slug, random: Random, address: string): Machine {
  const name = `m-${random.hex(4)}`;
  const directory = join(slug.directory, 'machines', name);
  const machine = { name, address, slug, directory, app: join(directory, 'app'), temporary: join(directory, 'tmp') };
  mkdirSync(machine.app, { recursive: true });
  mkdirSync(machine.temporary);
  for (const file of slug.files) {
    const target = join(machine.app, file);
    if (file.includes('/')) mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(appDirectory(slug), file), target);
  }
  return machine;
}

/** Removes a machine's disk: whatever its process wrote there is gone. */
export function wipeMachine(machine: Machine): void {
  rmSync(machine.directory, { recursive: true, force: true, maxRetries: 3 });
}
