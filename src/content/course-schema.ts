import { z } from 'zod';

/**
 * A course, `src/content/courses/<id>.yaml`: an order through what the site has, with minutes. Nothing in it is locked;
 * it suggests.
 */

/** The kinds of steps, each by the field that names what it refers to. */
export const stepKinds = ['read', 'experiment', 'exercise', 'quiz', 'page', 'task'] as const;
export type StepKind = (typeof stepKinds)[number];

const chapter = z.string().regex(/^\d\d-[a-z-]+$/, 'name a chapter by its slug, like 06-processes');

const step = z
  .strictObject({
    read: chapter.optional().describe('read this chapter’s text'),
    experiment: z
      .string()
      .regex(/^\d\d-[a-z-]+(\/[a-z][a-z0-9-]*)?$/, 'name a chapter, or chapter/experiment, like 06-processes')
      .optional()
      .describe('run this experiment; without an id, the first one of the chapter, its signature'),
    exercise: chapter.optional().describe('do this chapter’s exercise'),
    quiz: chapter.optional().describe('answer this chapter’s questions'),
    page: z.string().optional().describe('read this page of the site'),
    task: z
      .string()
      .regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens, a letter first')
      .optional()
      .describe('do something that the site does not check; its id, and `title` and `text` say what'),
    title: z.string().optional(),
    text: z.string().optional(),
    at: chapter.optional().describe('the chapter whose lab a task uses'),
    minutes: z.number().int().positive(),
  })
  .superRefine((value, context) => {
    const kinds = stepKinds.filter((kind) => value[kind] !== undefined);
    if (kinds.length !== 1) {
      context.addIssue(`a step has exactly one of ${stepKinds.join(', ')}; this one has ${kinds.join(', ') || 'none'}`);
    }
    const isTask = value.task !== undefined;
    if (isTask !== (value.title !== undefined && value.text !== undefined)) {
      context.addIssue('a task needs a title and a text; no other step has them');
    }
    if (value.at !== undefined && !isTask) context.addIssue('only a task has `at`; other steps name their chapter');
  });

export const courseSchema = z.strictObject({
  order: z.number().int().positive().describe('its place in the list of courses'),
  title: z.string(),
  audience: z.string().describe('whom it is for, in a sentence'),
  outcome: z.string().describe('what one can do after it, in a sentence'),
  notThere: z.array(z.string()).default([]).describe('what a reader might expect and will not find'),
  parts: z.array(z.strictObject({ title: z.string(), steps: z.array(step).min(1) })).min(1),
});

export type CourseFile = z.infer<typeof courseSchema>;
export type StepFile = CourseFile['parts'][number]['steps'][number];
