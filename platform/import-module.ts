import { pathToFileURL } from 'node:url';

/**
 * Loads an ES module. In a file of its own, and so a chunk of its own: where `import()` needs a rewritten text, as in the
 * container, the platform starts sooner without it.
 */
export function importModule(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}
