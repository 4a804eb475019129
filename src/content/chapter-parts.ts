import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mdxToMdast } from 'satteri';
import { z } from 'zod';
import { parseYaml } from './yaml.ts';

/**
 * What other pages take from a chapter's file: its audit line, its questions, its experiments. The chapter is the one
 * place where they are written; courses, the audit and the reader's progress refer to them.
 */

const DIRECTORY = 'src/content/chapters';

/** What a page that teaches a factor asks of its reader. */
export interface TaughtParts {
  /** The keys of its quiz's questions, in order. */
  questions: string[];
  /** The ids of its experiments, in order; the first one is the chapter's signature. */
  experiments: string[];
  hasExercise: boolean;
}

export interface ChapterParts extends TaughtParts {
  /** The directory in `examples/` that it works with. */
  example: string;
  minutes: number;
  /** The line for the reader's own app, as plain text. */
  audit: string;
}

/** What names a question in the reader's progress. @param ask the question as the chapter asks it */
export function questionKey(example: string, ask: string): string {
  return `${example}/${ask.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}`;
}

/**
 * The parts of a chapter.
 * @param slug of its factor
 * @returns null when it is not written yet, or a draft
 * @throws Error when its file lacks a part
 */
export function readChapterParts(slug: string): ChapterParts | null {
  const file = join(DIRECTORY, `${slug}.mdx`);
  return existsSync(file) ? parseChapterParts(readFileSync(file, 'utf8'), file) : null;
}

/** What is needed here of a chapter's front matter; src/content.config.ts checks all of it. */
const frontMatter = z.object({ example: z.string(), minutes: z.number(), status: z.string() });

/** Parses a chapter; see {@link readChapterParts}. */
export function parseChapterParts(text: string, file: string): ChapterParts | null {
  const tree = mdxToMdast(text) as Node;
  const { data } = parseYaml(tree.children?.find(({ type }) => type === 'yaml')?.value ?? '', file, frontMatter);
  if (data.status !== 'complete') return null;
  const [audit, ...more] = elements(tree, 'Audit').map(textOf);
  if (audit === undefined || more.length > 0) throw new Error(`${file}: a chapter has one <Audit>.`);
  return {
    example: data.example,
    minutes: data.minutes,
    audit: audit.trim(),
    ...taughtIn(tree, data.example, file),
  };
}

/** Parses a page that teaches a factor and is no chapter. @param example the directory in `examples/` that it works with */
export function parseTaughtParts(text: string, example: string, file: string): TaughtParts {
  return taughtIn(mdxToMdast(text) as Node, example, file);
}

function taughtIn(tree: Node, example: string, file: string): TaughtParts {
  const attributes = (name: string, attribute: string) =>
    elements(tree, name).map((element) => attributeOf(element, attribute, file));
  return {
    questions: attributes('Question', 'ask').map((ask) => questionKey(example, ask)),
    experiments: attributes('Experiment', 'experiment'),
    hasExercise: elements(tree, 'Exercise').length > 0,
  };
}

/** The part of a Markdown tree's nodes that is read here. */
interface Node {
  type: string;
  name?: string | null;
  value?: string;
  attributes?: { name?: string; value?: unknown }[];
  children?: Node[];
}

function elements(node: Node, name: string): Node[] {
  const inside = (node.children ?? []).flatMap((child) => elements(child, name));
  return node.name === name && node.type.startsWith('mdxJsx') ? [node, ...inside] : inside;
}

function attributeOf(element: Node, name: string, file: string): string {
  const value = element.attributes?.find((attribute) => attribute.name === name)?.value;
  if (typeof value === 'string') return value;
  throw new Error(`${file}: <${element.name}> needs ${name}="…", as a plain text in quotes.`);
}

function textOf(node: Node): string {
  return node.value ?? (node.children ?? []).map(textOf).join('');
}
