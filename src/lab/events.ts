import { z } from './zod.ts';
import type {
  CheckResult,
  PlatformEvent,
  Problem,
  ProcessState,
  Reading,
  RouterRecord,
  ServiceState,
} from '../../platform/protocol.ts';

/*
 * The platform's events as schemas. Each is typed against the protocol, so the compiler tells when one of the two
 * changes without the other.
 */

const at = z.number();
const counts = z.record(z.string(), z.number());
const texts = z.record(z.string(), z.string());
const phase = z.enum(['starting', 'up', 'stopping', 'exited', 'crashed', 'held']);

const exit = z.object({ code: z.number().nullable(), signal: z.string().nullable() }).nullable();

const process = z.object({
  name: z.string(),
  type: z.string(),
  machine: z.string(),
  address: z.string(),
  pid: z.number().nullable(),
  port: z.number().nullable(),
  phase,
  since: z.number(),
  restarts: z.number(),
  exit,
  command: z.string(),
}) satisfies z.ZodType<ProcessState>;

const service = z.object({
  name: z.string(),
  kind: z.enum(['key-value', 'queue', 'postgres', 'mail', 'registry', 'api']),
  pid: z.number().nullable(),
  port: z.number().nullable(),
  phase,
  since: z.number(),
  attachedAs: z.string().nullable(),
  entries: z.number().nullable(),
}) satisfies z.ZodType<ServiceState>;

const request = z.object({
  deploy: z.string(),
  number: z.number(),
  method: z.string(),
  path: z.string(),
  status: z.number(),
  process: z.string().nullable(),
  milliseconds: z.number(),
  reason: z.enum(['no-process', 'refused', 'reset', 'timeout']).nullable(),
}) satisfies z.ZodType<RouterRecord>;

const problem = z.object({
  code: z.enum([
    'syntax-error',
    'missing-module',
    'never-listens',
    'port-taken',
    'unknown-command',
    'bad-procfile',
    'bad-package',
    'build-failed',
    'release-refused',
    'crash',
    'bad-command',
    'service-down',
    'experiment-failed',
    'unfit-runtime',
  ]),
  title: z.string(),
  cause: z.string(),
  mend: z.string(),
  where: z.object({ file: z.string(), line: z.number().nullable(), column: z.number().nullable() }).nullable(),
  process: z.string().nullable(),
}) satisfies z.ZodType<Problem>;

const reading = z.object({
  measure: z.string(),
  value: z.number(),
  of: z.number().nullable(),
  strip: z.array(z.number()).nullable(),
}) satisfies z.ZodType<Reading>;

const result = z.object({
  check: z.string(),
  value: z.union([z.string(), z.number()]),
  expected: z.string(),
  holds: z.boolean(),
}) satisfies z.ZodType<CheckResult>;

const event = <N extends PlatformEvent['event'], S extends z.ZodRawShape>(name: N, shape: S) =>
  z.object({ at, event: z.literal(name), ...shape });

/** Any event of the platform. */
export const eventSchema = z.discriminatedUnion('event', [
  event('hello', {
    protocol: z.number(),
    node: z.string(),
    pid: z.number(),
    signals: z.enum(['native', 'ipc']),
    port: z.number(),
  }),
  event('capabilities', { loopback: z.boolean(), keepAlive: z.boolean(), path: z.boolean() }),
  event('build', { slug: z.string(), files: z.number(), bytes: z.number() }),
  event('release', { deploy: z.string(), number: z.number(), slug: z.string(), config: texts, reason: z.string() }),
  event('release-refused', { deploy: z.string(), number: z.number(), why: z.string() }),
  event('one-off', {
    deploy: z.string(),
    name: z.string(),
    command: z.string(),
    release: z.number(),
    exit,
  }),
  event('formation', { deploy: z.string(), formation: counts }),
  event('process', { process }),
  event('process-gone', { name: z.string() }),
  event('service', { service }),
  event('log', { source: z.string(), stream: z.enum(['stdout', 'stderr', 'platform']), line: z.string() }),
  event('request', { request }),
  event('response', {
    id: z.number(),
    number: z.number().nullable(),
    status: z.number(),
    process: z.string().nullable(),
    headers: texts,
    body: z.string(),
    milliseconds: z.number(),
  }),
  event('load', { id: z.number(), sent: z.number(), total: z.number(), statuses: counts, done: z.boolean() }),
  event('reply', { id: z.number(), ok: z.boolean(), problem: problem.nullable() }),
  event('problem', { problem }),
  event('experiment', {
    experiment: z.string(),
    version: z.string(),
    seed: z.string(),
    step: z.string(),
    done: z.boolean(),
  }),
  event('reading', { experiment: z.string(), version: z.string(), reading }),
  event('check', { version: z.string(), result }),
  event('stopped', { code: z.number() }),
]) satisfies z.ZodType<PlatformEvent>;

/**
 * Parses one line of the protocol, its mark already taken off.
 * @throws Error that says what was wrong with the line
 */
export function parseEvent(text: string): PlatformEvent {
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    throw new Error(`not JSON: ${(error as Error).message}`);
  }
  const parsed = eventSchema.safeParse(data);
  if (parsed.success) return parsed.data;
  throw new Error(z.prettifyError(parsed.error));
}
