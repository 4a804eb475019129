import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readChapterParts, type ChapterParts } from './chapter-parts.ts';
import { courseSchema, stepKinds, type StepFile, type StepKind } from './course-schema.ts';
import { factors, type Factor } from './factors.ts';
import { parseYaml } from './yaml.ts';

const DIRECTORY = 'src/content/courses';

/** Which entries of the reader's progress prove that a step was done. */
export interface Evidence {
  section: 'experiments' | 'exercises' | 'questions';
  keys: string[];
}

export interface CourseStep {
  kind: StepKind;
  /** What it refers to, as its row says it. */
  title: string;
  /** What to do, for a task. */
  text: string | null;
  minutes: number;
  factor: Factor | null;
  /** Where it is done, from the site's root; null when that is not written yet, or nowhere on this site. */
  path: string | null;
  /** Names it in the reader's progress, the same in every course: `quiz/06-processes`. */
  mark: string;
  evidence: Evidence | null;
  /** Whether what it refers to exists. Only a chapter that is not written yet may be missing. */
  written: boolean;
}

export interface Course {
  /** Its file's name without the ending; also its address. */
  id: string;
  title: string;
  audience: string;
  outcome: string;
  notThere: string[];
  parts: { title: string; steps: CourseStep[] }[];
  minutes: number;
}

/** A step by its name alone: its title would be the same in all chapters. */
export function stepName({ factor, kind, title }: CourseStep): string {
  return factor && kind !== 'task' ? `${factor.name}: ${title.charAt(0).toLowerCase()}${title.slice(1)}` : title;
}

/** What courses may refer to. */
export interface Book {
  /** The parts of a chapter; null when it is not written yet. */
  chapter: (slug: string) => ChapterParts | null;
  hasPage: (name: string) => boolean;
}

const book: Book = {
  chapter: readChapterParts,
  hasPage: (name) => existsSync(join('src/pages', `${name}.astro`)) || existsSync(join('src/pages', name)),
};

/**
 * All courses, in their order.
 * @throws Error that names file and line of a step that refers to something missing
 */
export function readCourses(): Course[] {
  return readdirSync(DIRECTORY)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => parseCourse(readFileSync(join(DIRECTORY, name), 'utf8'), join(DIRECTORY, name), book))
    .toSorted((a, b) => a.order - b.order)
    .map(({ course }) => course);
}

/** Parses a course and resolves what its steps refer to; see {@link readCourses} for the errors. */
export function parseCourse(text: string, file: string, from: Book): { order: number; course: Course } {
  const { data, problem } = parseYaml(text, file, courseSchema);
  const id = basename(file, '.yaml');
  const seen = new Set<string>();
  const parts = data.parts.map((part, partIndex) => ({
    title: part.title,
    steps: part.steps.map((step, stepIndex) => {
      const fail = (message: string) => problem(['parts', partIndex, 'steps', stepIndex], message);
      const resolved = resolveStep(step, id, from, fail);
      if (seen.has(resolved.mark)) throw fail(`${resolved.mark} is in this course twice`);
      seen.add(resolved.mark);
      return resolved;
    }),
  }));
  const { order, title, audience, outcome, notThere } = data;
  const minutes = parts.flatMap(({ steps }) => steps).reduce((sum, step) => sum + step.minutes, 0);
  return { order, course: { id, title, audience, outcome, notThere, parts, minutes } };
}

type Fail = (message: string) => Error;

/** The pages that a course may send readers to, and how they are called. */
const pages: Record<string, string> = {
  introduction: 'Introduction',
  beyond: 'Beyond the twelve',
  glossary: 'Glossary',
  audit: 'The audit of your own app',
};

function resolveStep(step: StepFile, course: string, from: Book, fail: Fail): CourseStep {
  const kind = stepKinds.find((candidate) => step[candidate] !== undefined)!;
  const target = step[kind]!;
  const { minutes } = step;
  if (kind === 'page') {
    const title = pages[target];
    if (title === undefined || !from.hasPage(target)) {
      throw fail(`there is no page "${target}" for courses; there are: ${Object.keys(pages).join(', ')}`);
    }
    const mark = `page/${target}`;
    return { kind, title, text: null, minutes, factor: null, path: `${target}/`, mark, evidence: null, written: true };
  }
  if (kind === 'task') {
    const place = step.at === undefined ? null : chapterStep(step.at, from, fail);
    const written = place === null || place.parts !== null;
    const path = place?.parts ? `${place.path}#experiment` : null;
    const mark = `task/${course}/${target}`;
    const { title = '', text = '' } = step;
    return { kind, title, text, minutes, factor: place?.factor ?? null, path, mark, evidence: null, written };
  }
  const [slug = '', experiment] = target.split('/');
  const { factor, parts, path } = chapterStep(slug, from, fail);
  const common = { kind, text: null, minutes, factor };
  if (parts === null) {
    return { ...common, title: titles[kind], path: null, mark: `${kind}/${target}`, evidence: null, written: false };
  }
  const { anchor, keys } = partOf(kind, parts, experiment, slug, fail);
  return {
    ...common,
    title: titles[kind],
    path: path + anchor,
    mark: kind === 'experiment' ? `experiment/${keys[0]!}` : `${kind}/${slug}`,
    evidence: kind === 'read' ? null : { section: sections[kind], keys },
    written: true,
  };
}

type ChapterStepKind = Exclude<StepKind, 'page' | 'task'>;

const titles: Record<ChapterStepKind, string> = {
  read: 'Read the chapter',
  experiment: 'Guess, then run the experiment',
  exercise: 'Do the exercise',
  quiz: 'Answer the questions',
};

const sections = { experiment: 'experiments', exercise: 'exercises', quiz: 'questions' } as const;

function chapterStep(
  slug: string,
  from: Book,
  fail: Fail,
): { factor: Factor; parts: ChapterParts | null; path: string } {
  const factor = factors.find((candidate) => candidate.slug === slug);
  if (!factor) throw fail(`there is no chapter "${slug}"; there are: ${factors.map((each) => each.slug).join(', ')}`);
  return { factor, parts: from.chapter(slug), path: `chapters/${slug}/` };
}

/** Where a part of a chapter is, and which entries of the progress tell that it was done. */
function partOf(
  kind: ChapterStepKind,
  parts: ChapterParts,
  experiment: string | undefined,
  slug: string,
  fail: Fail,
): { anchor: string; keys: string[] } {
  switch (kind) {
    case 'read':
      return { anchor: '', keys: [] };
    case 'experiment': {
      const id = experiment ?? parts.experiments[0];
      if (id === undefined || !parts.experiments.includes(id)) {
        const there = parts.experiments.join(', ') || 'none';
        throw fail(`chapter ${slug} shows no experiment "${experiment ?? ''}"; it shows: ${there}`);
      }
      return { anchor: `#lab-${id}`, keys: [`${parts.example}/${id}`] };
    }
    case 'exercise':
      if (!parts.hasExercise) throw fail(`chapter ${slug} has no exercise`);
      return { anchor: '#exercise', keys: [parts.example] };
    case 'quiz':
      if (parts.questions.length === 0) throw fail(`chapter ${slug} has no questions`);
      return { anchor: '#quiz', keys: parts.questions };
  }
}
