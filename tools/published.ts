import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/**
 * Writes figures into a page of the docs: below its words and a line that names the command which wrote them, with the
 * day and the version of Node.
 * @param page relative to the project
 * @param command what wrote them
 * @param figures Markdown
 * @param measured said behind the version of Node, where there is more to say
 * @throws Error when the page has no such line
 */
export async function publishBelow(page: string, command: string, figures: string, measured = ''): Promise<void> {
  const file = join(root, page);
  const line = `<!-- written by ${command} -->`;
  const [words, below] = readFileSync(file, 'utf8').split(line);
  if (words === undefined || below === undefined) throw new Error(`${page} has no line "${line}".`);
  const day = new Date().toISOString().slice(0, 10);
  const text = [`${words}${line}`, '', `${day}, Node ${process.version}${measured}.`, '', figures, ''].join('\n');
  const { format } = await import('prettier');
  writeFileSync(file, await format(text, { parser: 'markdown', printWidth: 120, proseWrap: 'preserve' }));
}
