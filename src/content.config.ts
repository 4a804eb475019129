import { glob } from 'astro/loaders';
import { z } from 'astro/zod';
import { defineCollection } from 'astro:content';

const factorNumber = z.number().int().min(1).max(12);

const chapters = defineCollection({
  loader: glob({ pattern: '*.mdx', base: './src/content/chapters' }),
  schema: z.strictObject({
    factor: factorNumber.describe('the factor that the chapter teaches; its name and claim are in factors.ts'),
    summary: z.string().min(40).max(160).describe('what a search engine shows, in a sentence'),
    status: z.enum(['draft', 'complete']).describe('drafts are built by `astro dev` only'),
    minutes: z.number().int().positive().describe('how long reading, experiment, exercise and quiz take together'),
    readsFirst: z.array(factorNumber).default([]).describe('factors whose ideas the chapter builds on'),
    facets: z
      .array(z.enum(['deployable', 'configurable', 'scalable', 'observable']))
      .describe('what the factor makes of an app; a second way to sort the twelve'),
    example: z
      .string()
      .regex(/^\d\d-[a-z-]+$/, 'name a directory of examples/: two digits and the factor, like 06-processes')
      .describe('the directory in examples/ that the chapter works with'),
  }),
});

export const collections = { chapters };
