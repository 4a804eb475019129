import { z } from 'zod';
import { claims } from './claims.ts';

/**
 * The metadata file of an example, `examples/NN-factor/example.json`: what the lab shows, what the platform starts,
 * and what each version must do. The site, the lab and the gates all read it through this schema.
 */

const id = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens, a letter first');

const claim = z.enum(claims.map((each) => each.id) as [string, ...string[]]);

const milliseconds = z.number().int().positive();

const counts = z.record(z.string(), z.number().int().min(0));

const version = z
  .object({
    dir: z.string().describe('the app, relative to the example'),
    base: z
      .string()
      .optional()
      .describe('an app that this one is laid over: only files that differ are in `dir` (solutions over the starter)'),
    files: z.array(z.string()).min(1).describe('files that the lab shows, in tab order; the first one is open'),
    readonly: z.array(z.string()).default([]).describe('those of `files` that cannot be edited'),
    formation: counts
      .optional()
      .describe("how many processes of each type to start of this version, where that differs from the example's"),
    fails: z
      .array(id)
      .optional()
      .describe(
        'the checks that this version must fail, for the reason they state; it must pass all others. ' +
          'Without it, only experiments use the version, and no checks are run on it',
      ),
  })
  .strict();

const measure = z
  .object({
    id,
    title: z.string().describe('what was measured, as a table row says it'),
    unit: z.string().default('').describe('unit or noun behind the number: "ms", "requests"'),
    source: z.string().describe('where it was read: "the router\'s log"'),
    differs: z.boolean().describe('whether wrong and right must differ here'),
    varies: z
      .tuple([z.number(), z.number()])
      .optional()
      .describe('the range of readings in the first version, where runs differ by more than the gates allow'),
    why: z.string().describe('why they differ, or what the reader should see in it'),
  })
  .strict();

const prediction = z
  .object({
    question: z.string(),
    measure: id.describe('the measurement that answers it, read in the wrong version'),
    options: z
      .array(z.object({ label: z.string(), from: z.number(), to: z.number() }).strict())
      .min(2)
      .describe('answers; the one whose range holds the reading is right'),
  })
  .strict();

const check = z
  .object({
    id,
    title: z.string().describe('what must hold, as the reader sees it'),
    how: z.string().describe('how it is measured'),
    expected: z.string().describe('the value that holds, in words'),
  })
  .strict();

const request = z
  .object({
    label: z.string(),
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE']),
    path: z.string().startsWith('/'),
    body: z.string().optional(),
  })
  .strict();

const service = z
  .object({
    name: z.string().regex(/^[a-z]+\.\d+$/, 'a name like kv.1'),
    kind: z.enum(['key-value', 'queue', 'postgres', 'mail', 'registry', 'api']),
    config: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/)
      .describe('the config variable that holds its URL'),
    packages: z
      .string()
      .optional()
      .describe('of a registry: the directory with what it holds at first, one folder for each version of a package'),
    fixed: z
      .object({ port: z.number().int().min(31_000).max(31_999), password: z.string() })
      .strict()
      .optional()
      .describe(
        'a fixed port and password, for an example whose point is that they stand in the code; ports between those that ' +
          'the platform hands out and those that systems take for outgoing connections. Runs of it take turns at them',
      ),
    proxied: z.boolean().default(false).describe('a network of its own between app and service, to slow and cut'),
  })
  .strict();

/** What an experiment may have differently from its example. */
const planFields = {
  formation: counts.optional(),
  config: z.record(z.string(), z.string()).optional(),
  services: z.array(service).optional(),
  grace: milliseconds.optional(),
  listen: milliseconds.optional(),
};

const mutation = z
  .object({
    id,
    version: id.describe('a version that passes, which is spoilt in a copy'),
    file: z.string().describe('the file that is changed, relative to the version'),
    find: z.string().min(1).describe('what is taken out; it must be there exactly once'),
    replace: z.string().describe('what is put in its place'),
    fails: z.array(id).min(1).optional().describe('the checks that must fail then'),
    experiment: id.optional().describe('or the experiment that must notice'),
    measure: id.optional().describe('the measure that must then read as in the wrong version'),
  })
  .strict()
  .refine(
    ({ fails, experiment, measure }) => (fails === undefined) === (experiment !== undefined && measure !== undefined),
    {
      error: 'name either the checks that must fail (fails), or an experiment and its measure',
    },
  );

const experiment = z
  .object({
    id,
    title: z.string(),
    module: z.string().describe('the experiment module, relative to the example'),
    steps: z.string().describe('in a sentence, what is done to both versions'),
    claims: z.array(claim).min(1).describe('the claims of the factor that it proves, by their ids in claims.ts'),
    versions: z.tuple([id, id]).default(['wrong', 'right']).describe('the two versions that it compares'),
    ...planFields,
    prediction,
    measures: z.array(measure).min(1),
  })
  .strict();

export const exampleSchema = z
  .object({
    title: z.string(),
    factor: z
      .number()
      .int()
      .min(1)
      .max(12)
      .nullable()
      .describe('null for a factor that is only proposed: the page of what came after has it'),
    formation: counts.describe('how many processes of each type to start'),
    config: z
      .record(z.string(), z.string())
      .default({})
      .describe('config variables of the deploy; "{example}" in one stands for the directory of the example'),
    port: z
      .number()
      .int()
      .min(1024)
      .max(9999)
      .optional()
      .describe('the port of the first web process, below those that the platform hands out; random by default'),
    services: z.array(service).default([]),
    grace: milliseconds.optional().describe('how long a process may take to end after SIGTERM, in milliseconds'),
    listen: milliseconds.optional().describe('how long a web process may take to listen, in milliseconds'),
    releases: z
      .object({ command: z.string().describe('what its field for one-off processes begins with: "node migrate.js"') })
      .strict()
      .optional()
      .describe('shows the panel of releases, to roll back and to run a command once'),
    requests: z.array(request).min(1).describe('presets of the request panel'),
    versions: z.record(id, version).describe('wrong, right, starter, half-fix, solution-…'),
    exercise: z
      .object({ title: z.string(), task: z.string(), checks: z.string().describe('the check module') })
      .strict()
      .optional(),
    experiments: z.array(experiment).min(1),
    checks: z.array(check).min(1),
    problems: z
      .array(z.enum(['missing-module', 'unknown-command']))
      .default([])
      .describe('problems that a version has for the reason that the example is about; any other is a fault in it'),
    mutations: z.array(mutation).default([]).describe('what must turn the gates red'),
  })
  .strict();

export type Example = z.infer<typeof exampleSchema>;
export type ExampleExperiment = Example['experiments'][number];
export type ExampleVersion = Example['versions'][string];
export type ExampleMutation = Example['mutations'][number];

/** A recorded run of an experiment, `examples/NN-factor/recorded/<experiment>.json`; `npm run record` writes it. */
export const recordedRunSchema = z
  .object({
    experiment: id,
    seed: z.string(),
    date: z.iso.date(),
    node: z.string(),
    engine: z.enum(['node', 'container']),
    readings: z.record(
      z.string().describe('version'),
      z.array(
        z
          .object({ measure: id, value: z.number(), of: z.number().nullable(), strip: z.array(z.number()).nullable() })
          .strict(),
      ),
    ),
  })
  .strict();

export type RecordedRun = z.infer<typeof recordedRunSchema>;

/**
 * Parses an example's metadata.
 * @param text the file's text
 * @param file its name, for the message
 * @throws Error that names the file, each wrong field and what it should be
 */
export function parseExample(text: string, file: string): Example {
  return parse(exampleSchema, text, file);
}

/** Parses a recorded run; see {@link parseExample} for the errors. */
export function parseRecordedRun(text: string, file: string): RecordedRun {
  return parse(recordedRunSchema, text, file);
}

function parse<T>(schema: z.ZodType<T>, text: string, file: string): T {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`);
  }
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  throw new Error(`${file} does not fit its schema:\n${z.prettifyError(result.error)}`);
}
