import { z } from './zod.ts';

/**
 * What a reader has done, as one document: it is what the browser keeps and what an export file holds. Each entry says
 * when it was made, so that two documents, of two tabs or two browsers, can be merged without losing anything.
 */

/** The shape of documents that this version writes. Raised, with a migration, when the shape changes or grows. */
export const SCHEMA = 1;

/** Milliseconds since 1970. */
const at = z.number().check(z.int(), z.minimum(0));

const entries = {
  /** Experiments that ran to the end, by `example/experiment`. */
  experiments: z.strictObject({ at }),
  /** Exercises whose checks all held, by example. */
  exercises: z.strictObject({ at }),
  /** Answers to quiz questions, by `chapter/question`: the last choice, and whether the right one was ever made. */
  questions: z.strictObject({ at, choice: z.string(), right: z.boolean() }),
  /** What the reader ticked by hand, or took the tick away from, by mark: `read/06-processes`. */
  marks: z.strictObject({ at, done: z.boolean() }),
  /** Courses, by id, with the mark of the step that was opened last. */
  courses: z.strictObject({ at, step: z.string() }),
  /** The audit of the reader's own app, by chapter. A null verdict says that only the note was written. */
  audit: z.strictObject({ at, verdict: z.nullable(z.enum(['holds', 'fails', 'unknown'])), evidence: z.string() }),
};

type Entries = typeof entries;
export type SectionName = keyof Entries;
export type Entry<S extends SectionName> = z.infer<Entries[S]>;
export type Progress = { schema: typeof SCHEMA } & { [S in SectionName]: Record<string, Entry<S>> };

export const sectionNames = Object.keys(entries) as SectionName[];

export const noProgress: Progress = {
  schema: SCHEMA,
  experiments: {},
  exercises: {},
  questions: {},
  marks: {},
  courses: {},
  audit: {},
};

/** Takes a document from one schema to the next: the first one from 1 to 2, the second one from 2 to 3. */
export type Migration = (document: Record<string, unknown>) => Record<string, unknown>;
const migrations: readonly Migration[] = [];

/** What was made of a stored or imported text. */
export type Reading =
  | { kind: 'read'; progress: Progress }
  /** Some of it could not be read: `progress` has the rest, `reason` says what is wrong. */
  | { kind: 'damaged'; progress: Progress; reason: string }
  /** Written by a later version of the site, which may know more than this one. */
  | { kind: 'newer'; schema: number };

/**
 * Reads a document of this or an earlier schema.
 * @param steps the migrations; other ones in tests
 */
export function readProgress(text: string, steps: readonly Migration[] = migrations): Reading {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    return { kind: 'damaged', progress: noProgress, reason: `It is not JSON: ${(error as Error).message}` };
  }
  if (!isRecord(document)) return { kind: 'damaged', progress: noProgress, reason: 'It is not a progress document.' };
  const { schema } = document;
  const current = steps.length + 1;
  if (typeof schema !== 'number' || !Number.isInteger(schema) || schema < 1) {
    return { kind: 'damaged', progress: noProgress, reason: 'Its "schema" is not a number from 1 on.' };
  }
  if (schema > current) return { kind: 'newer', schema };
  try {
    return parse(steps.slice(schema - 1).reduce((older, migrate) => migrate(older), document));
  } catch (error) {
    const reason = `It cannot be brought from schema ${schema} to ${current}: ${(error as Error).message}`;
    return { kind: 'damaged', progress: noProgress, reason };
  }
}

/** Entry by entry, so that a damaged one costs no other. */
function parse(document: Record<string, unknown>): Reading {
  const problems: string[] = [];
  const sections = sectionNames.map((name) => {
    const section = document[name];
    if (isRecord(section)) return [name, parseSection(name, section, problems)];
    problems.push(`"${name}" is missing.`);
    return [name, {}];
  });
  const progress = { schema: SCHEMA, ...Object.fromEntries(sections) } as Progress;
  return problems.length === 0
    ? { kind: 'read', progress }
    : { kind: 'damaged', progress, reason: problems.slice(0, 5).join(' ') };
}

function parseSection(
  name: SectionName,
  section: Record<string, unknown>,
  problems: string[],
): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [key, value] of Object.entries(section)) {
    const result = entries[name].safeParse(value);
    if (result.success) kept.push([key, result.data]);
    else problems.push(`"${name}" has a wrong entry "${key}": ${z.prettifyError(result.error).replaceAll('\n', ' ')}.`);
  }
  return Object.fromEntries(kept);
}

/** Two documents as one. It does not matter which is first, and merging twice changes nothing. */
export function mergeProgress(a: Progress, b: Progress): Progress {
  const sections = sectionNames.map((name) => [name, mergeSection(a[name], b[name])]);
  return { schema: SCHEMA, ...Object.fromEntries(sections) } as Progress;
}

/** The document as text. Equal documents are equal texts: keys are sorted. @param indent spaces a level */
export function progressText(progress: Progress, indent = 0): string {
  return stable(progress, indent);
}

function stable(value: unknown, indent = 0): string {
  const sort = (_key: string, part: unknown) =>
    isRecord(part) ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1))) : part;
  return JSON.stringify(value, sort, indent);
}

type AnyEntry = { at: number; right?: unknown };

function mergeSection(a: Record<string, AnyEntry>, b: Record<string, AnyEntry>): Record<string, AnyEntry> {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return Object.fromEntries(keys.map((key) => [key, mergeEntry(a[key], b[key])!]));
}

/** The later entry. A question that was answered right stays so, whatever was tried afterwards. */
function mergeEntry(a: AnyEntry | undefined, b: AnyEntry | undefined): AnyEntry | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const later = a.at === b.at ? (stable(a) < stable(b) ? b : a) : a.at < b.at ? b : a;
  return 'right' in later ? { ...later, right: a.right === true || b.right === true } : later;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
