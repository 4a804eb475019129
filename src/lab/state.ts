import type {
  CheckResult,
  PlatformEvent,
  ProcessState,
  Reading,
  RouterRecord,
  ServiceState,
} from '../../platform/protocol.ts';
import { withCookies } from './cookies.ts';
import type { Task } from './platform-client.ts';
import type { Progress } from './pack.ts';
import type { LabProblem } from './problem.ts';
import { add, refuse } from './releases.ts';
import type { ReleaseView } from './releases.ts';

/** Where a lab is in its life. */
export type LabPhase = 'idle' | 'booting' | 'running' | 'stopping' | 'stopped' | 'failed' | 'done';

/** What happens between a press on Run and the first process that is up. */
export const bootSteps = ['support', 'container', 'files', 'platform', 'processes'] as const;
export type BootStep = (typeof bootSteps)[number];

/** One line of the log panel. */
export interface LogLine {
  /** Counts from 1; never reused, so that a panel knows which lines it has drawn. */
  id: number;
  at: number;
  /** `web.1`, `router`, `platform`, or `container` for output that belongs to nobody. */
  source: string;
  stream: 'stdout' | 'stderr' | 'platform';
  text: string;
  /** A refused request, a line on stderr. */
  wrong: boolean;
}

/** How the requests went that one process answered. */
export interface Tally {
  answered: number;
  refused: number;
}

/** One deploy: everything that a drawing or the process table shows. */
export interface SystemView {
  node: string | null;
  signals: 'native' | 'ipc' | null;
  port: number | null;
  slug: string | null;
  /** The newest release that was not refused; `slug` and `config` are its. */
  release: number | null;
  /** Every release, the oldest first. */
  releases: ReleaseView[];
  /** The command that was last run once on a release; null when none was. */
  oneOff: OneOffEvent | null;
  config: Record<string, string>;
  formation: Record<string, number>;
  processes: ProcessState[];
  services: ServiceState[];
  /** The last requests, oldest first. */
  requests: RouterRecord[];
  /** How many requests the router has seen. */
  sent: number;
  /** By process; requests that nobody answered count under `router`. */
  tallies: Record<string, Tally>;
}

export type ResponseEvent = Extract<PlatformEvent, { event: 'response' }>;
export type OneOffEvent = Extract<PlatformEvent, { event: 'one-off' }>;
export type LoadEvent = Extract<PlatformEvent, { event: 'load' }>;

/** How far an experiment is, and what it has read. */
export interface ExperimentView {
  id: string;
  version: string;
  seed: string;
  step: string;
  /** By version. */
  readings: Record<string, Reading[]>;
  /** The deploys of the versions, as they were last seen. */
  systems: Record<string, SystemView>;
}

/** Everything that the panels draw. */
export interface LabView {
  phase: LabPhase;
  task: Task | null;
  /** The boot step under way, or the one in which a start failed; null before and after. */
  step: BootStep | null;
  /** How far a large file is loaded that a start waits for; null when none is. */
  loading: Progress | null;
  /** When the task was started and when it ended, in milliseconds since 1970. */
  startedAt: number | null;
  endedAt: number | null;
  system: SystemView;
  log: LogLine[];
  problem: LabProblem | null;
  response: ResponseEvent | null;
  /** What the request panel's cookie jar holds: `name=value`. */
  cookies: string[];
  load: LoadEvent | null;
  experiment: ExperimentView | null;
  checks: { version: string; results: CheckResult[] } | null;
}

/** What changes a lab's view: an event of the platform, or something that the lab did itself. */
export type LabAction =
  | { type: 'start'; task: Task; at: number }
  | { type: 'step'; step: BootStep }
  | { type: 'loading'; progress: Progress }
  | { type: 'event'; event: PlatformEvent }
  | { type: 'stray'; line: string; at: number }
  | { type: 'problem'; problem: LabProblem }
  | { type: 'dismiss-problem' }
  /** The bench was opened: what an experiment or a check left on it is cleared away, its results stay. */
  | { type: 'clear-bench' }
  | { type: 'stopping' }
  /** Nothing runs any more. `code` is the platform's exit code, null when it never ran or was killed. */
  | { type: 'ended'; code: number | null; byReader: boolean; at: number }
  | { type: 'reset' };

/** Bounds, so that a flood of output leaves the page responsive. */
const LOG_LINES = 1000;
const REQUESTS = 60;
const LONGEST_TEXT = 2000;

const emptySystem: SystemView = {
  node: null,
  signals: null,
  port: null,
  slug: null,
  release: null,
  releases: [],
  oneOff: null,
  config: {},
  formation: {},
  processes: [],
  services: [],
  requests: [],
  sent: 0,
  tallies: {},
};

/** The view of a lab in which nothing has happened. */
export const idleView: LabView = {
  phase: 'idle',
  task: null,
  step: null,
  loading: null,
  startedAt: null,
  endedAt: null,
  system: emptySystem,
  log: [],
  problem: null,
  response: null,
  cookies: [],
  load: null,
  experiment: null,
  checks: null,
};

/** The next view. Pure: it changes nothing that it is given. */
export function reduce(view: LabView, action: LabAction): LabView {
  switch (action.type) {
    case 'start': {
      const { task, at } = action;
      return {
        ...idleView,
        // Earlier lines stay, to be compared with; this one parts them from what comes now.
        log: withLog(view, at, 'lab', 'platform', taskLine(task), false).log,
        // Results stay readable while a version runs on the bench.
        experiment: task.kind === 'run' ? view.experiment : null,
        checks: task.kind === 'run' ? view.checks : null,
        phase: 'booting',
        task,
        step: 'support',
        startedAt: at,
      };
    }
    case 'step':
      return view.phase === 'booting' ? { ...view, step: action.step, loading: null } : view;
    case 'loading':
      return view.phase === 'booting' ? { ...view, loading: action.progress } : view;
    case 'event':
      return reduceEvent(view, action.event);
    case 'stray':
      return action.line.trim() === '' ? view : withLog(view, action.at, 'container', 'stdout', action.line, false);
    case 'problem':
      return { ...view, problem: action.problem };
    case 'dismiss-problem':
      return { ...view, problem: null };
    case 'clear-bench': {
      const leftovers = view.task?.kind !== 'run' && (view.phase === 'done' || view.phase === 'stopped');
      return leftovers ? { ...idleView, log: view.log, experiment: view.experiment, checks: view.checks } : view;
    }
    case 'stopping':
      return view.phase === 'booting' || view.phase === 'running' ? { ...view, phase: 'stopping', step: null } : view;
    case 'ended':
      return withEnd(view, action);
    case 'reset':
      return idleView;
  }
}

function withEnd(view: LabView, { code, byReader, at }: Extract<LabAction, { type: 'ended' }>): LabView {
  const ended = afterEnd(view, code, byReader);
  return { ...ended, step: ended.phase === 'failed' ? view.step : null, endedAt: at };
}

function taskLine(task: Task): string {
  switch (task.kind) {
    case 'run':
      return `runs the version ${task.version}`;
    case 'experiment':
      return `runs the experiment ${task.experiment}`;
    case 'check':
      return `checks the version ${task.version}`;
  }
}

function afterEnd(view: LabView, code: number | null, byReader: boolean): LabView {
  const processes = view.system.processes.map((process) => ({ ...process, pid: null, phase: 'exited' as const }));
  const services = view.system.services.map((service) => ({ ...service, pid: null, phase: 'exited' as const }));
  const stopped = { ...view, system: { ...view.system, processes, services } };
  if (byReader) return { ...stopped, phase: 'stopped' };
  if (view.task?.kind === 'experiment' && view.problem === null && hasResults(view))
    return { ...stopped, phase: 'done' };
  if (view.task?.kind === 'check' && view.checks !== null) {
    // What is left of the last check's deploy would say nothing: the results are in the table.
    const { node, signals } = view.system;
    return { ...view, system: { ...emptySystem, node, signals }, phase: 'done' };
  }
  if (view.problem === null && code === 0) return { ...stopped, phase: 'stopped' };
  return { ...stopped, phase: 'failed', problem: view.problem ?? endedEarly(code) };
}

/** Whether an experiment has measured both versions. */
export function hasResults({ experiment }: LabView): boolean {
  return Object.keys(experiment?.readings ?? {}).length > 1;
}

function endedEarly(code: number | null): LabProblem {
  return {
    code: 'platform-ended',
    title: 'The platform ended before it was asked to',
    cause: code === null ? 'It was killed.' : `It exited with code ${code}. Its last words are in the log.`,
    mend: 'Read the end of the log, then run again. Reset gives you a fresh container.',
    where: null,
    process: null,
  };
}

/** The deploy that the reader's levers are for; what stands beside it shows its processes only. */
const PRODUCTION = 'production';

function reduceEvent(view: LabView, event: PlatformEvent): LabView {
  switch (event.event) {
    case 'hello': {
      const system = { ...emptySystem, node: event.node, signals: event.signals, port: event.port };
      return withSystem({ ...view, step: view.phase === 'booting' ? 'processes' : view.step }, system);
    }
    case 'build':
      return withSystem(view, { ...view.system, slug: event.slug });
    case 'release':
      if (event.deploy !== PRODUCTION) return view;
      return withSystem(view, { ...view.system, ...add(view.system.releases, event) });
    case 'release-refused':
      return event.deploy === PRODUCTION ? withRefusal(view, event.number, event.why) : view;
    case 'one-off':
      return event.deploy === PRODUCTION ? withSystem(view, { ...view.system, oneOff: event }) : view;
    case 'formation':
      if (event.deploy !== PRODUCTION) return view;
      return withSystem(view, { ...view.system, formation: event.formation });
    case 'process':
      return withProcess(view, event.process);
    case 'process-gone': {
      const processes = view.system.processes.filter(({ name }) => name !== event.name);
      return { ...view, system: { ...view.system, processes } };
    }
    case 'service':
      return withSystem(view, { ...view.system, services: upsert(view.system.services, event.service) });
    case 'log':
      return withLog(view, event.at, event.source, event.stream, event.line, isWrongLine(view, event));
    case 'request':
      return withRequest(view, event.request);
    case 'response':
      return { ...view, response: event, cookies: withCookies(view.cookies, event.headers['set-cookie']) };
    case 'load':
      return { ...view, load: event };
    case 'reply':
      return event.ok || event.problem === null ? view : { ...view, problem: event.problem };
    case 'problem':
      return { ...view, problem: event.problem };
    case 'experiment':
      return withExperiment(view, event);
    case 'reading':
      return withReading(view, event.version, event.reading);
    case 'check':
      return withCheck(view, event.version, event.result);
    case 'capabilities': // The platform writes them to the log as well.
    case 'stopped':
      return view;
  }
}

/** A line on stderr, or the router's line about a request that was refused. */
function isWrongLine(view: LabView, { source, stream, line }: Extract<PlatformEvent, { event: 'log' }>): boolean {
  if (source !== 'router') return stream === 'stderr';
  const last = view.system.requests.at(-1);
  return last !== undefined && last.status >= 400 && line.endsWith(`#${last.number}`);
}

/** Adds an item, or puts it in the place of the one with its name; ordered by name, numbers as numbers. */
function upsert<T extends { name: string }>(items: T[], item: T): T[] {
  return [...items.filter(({ name }) => name !== item.name), item].sort((a, b) =>
    a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
}

function withSystem(view: LabView, system: SystemView): LabView {
  const { experiment } = view;
  // A version's last picture is that of its formation at work, not of one being taken down.
  const atWork = system.processes.length > 0 && system.processes.every(({ phase }) => phase === 'up');
  if (view.task?.kind !== 'experiment' || experiment === null || !atWork) return { ...view, system };
  const systems = { ...experiment.systems, [experiment.version]: system };
  return { ...view, system, experiment: { ...experiment, systems } };
}

/** The release phase failed. When that was the first release, nothing comes up, and nothing is waited for. */
function withRefusal(view: LabView, number: number, why: string): LabView {
  const next = withSystem(view, { ...view.system, ...refuse(view.system.releases, number, why) });
  const nothingComes = next.phase === 'booting' && next.system.release === null;
  return nothingComes ? { ...next, phase: 'running', step: null } : next;
}

function withProcess(view: LabView, process: ProcessState): LabView {
  const next = withSystem(view, { ...view.system, processes: upsert(view.system.processes, process) });
  // A crash is told until it is dismissed: its process comes back, and the message would be gone before it is read.
  const { problem } = next;
  const mended = problem?.process === process.name && problem.code !== 'crash' && process.phase === 'up';
  const running = next.phase === 'booting' && process.phase !== 'starting';
  return {
    ...next,
    problem: mended ? null : problem,
    phase: running ? 'running' : next.phase,
    step: running ? null : next.step,
  };
}

function withRequest(view: LabView, request: RouterRecord): LabView {
  const { system } = view;
  const wrong = request.status >= 400;
  const who = request.process ?? 'router';
  const tally = system.tallies[who] ?? { answered: 0, refused: 0 };
  return withSystem(view, {
    ...system,
    requests: [...system.requests, request].slice(-REQUESTS),
    sent: system.sent + 1,
    tallies: {
      ...system.tallies,
      [who]: { answered: tally.answered + 1, refused: tally.refused + (wrong ? 1 : 0) },
    },
  });
}

function withLog(
  view: LabView,
  at: number,
  source: string,
  stream: LogLine['stream'],
  line: string,
  wrong: boolean,
): LabView {
  const text = line.length > LONGEST_TEXT ? `${line.slice(0, LONGEST_TEXT)} … (cut)` : line;
  const id = (view.log.at(-1)?.id ?? 0) + 1;
  return { ...view, log: [...view.log.slice(1 - LOG_LINES), { id, at, source, stream, text, wrong }] };
}

function withExperiment(view: LabView, event: Extract<PlatformEvent, { event: 'experiment' }>): LabView {
  const before = view.experiment ?? { readings: {}, systems: {} };
  const experiment: ExperimentView = {
    id: event.experiment,
    version: event.version,
    seed: event.seed,
    step: event.step,
    readings: before.readings,
    systems: before.systems,
  };
  const switched = view.experiment !== null && view.experiment.version !== event.version;
  const next = { ...view, experiment, phase: view.phase === 'booting' ? ('running' as const) : view.phase, step: null };
  const { node, signals, port } = view.system;
  return switched ? { ...next, system: { ...emptySystem, node, signals, port } } : next;
}

function withReading(view: LabView, version: string, reading: Reading): LabView {
  if (view.experiment === null) return view;
  const { readings } = view.experiment;
  const others = (readings[version] ?? []).filter(({ measure }) => measure !== reading.measure);
  return { ...view, experiment: { ...view.experiment, readings: { ...readings, [version]: [...others, reading] } } };
}

function withCheck(view: LabView, version: string, result: CheckResult): LabView {
  const others = (view.checks?.results ?? []).filter(({ check }) => check !== result.check);
  const checks = { version, results: [...others, result] };
  return { ...view, checks, phase: view.phase === 'booting' ? 'running' : view.phase, step: null };
}
