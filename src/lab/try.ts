import './zod.ts';
import type { PlatformEvent } from '../../platform/protocol.ts';
import { loadExample, loadPlatform, loadPostgres } from './example-files.ts';
import { requestStrip } from './panels/experiment/strip.ts';
import type { Command } from './platform-client.ts';
import { labProblem, liesInRuntime, problemOf, ProblemError } from './problem.ts';
import { runtimeChoice } from './runtime/chosen.ts';
import { sharedContainer, useRuntime } from './runtime/index.ts';
import { Session } from './session.ts';
import type { LabAction } from './state.ts';

/** What a trial does with a version, and reads of it. */
export interface Trial {
  example: string;
  /** Sent once, before there is a second process. */
  first: Request;
  /** Sent again and again when there are two. */
  then: Request;
  times: number;
}

type Request = Pick<Extract<Command, { command: 'request' }>, 'method' | 'path'>;

/** Hears how the router answered the requests of a version, so far. */
export type Heard = (version: string, statuses: number[]) => void;

export { requestStrip };

/** Whether what failed could be done on the embedded container, which is not in use. */
export function canFallBack(error: unknown): boolean {
  return runtimeChoice.current !== 'embedded' && liesInRuntime(problemOf(error));
}

/** Lets trials and labs run on the embedded container from now on. */
export function fallBack(): Promise<void> {
  return useRuntime('embedded');
}

/**
 * The smallest of experiments: one process, a request, a second process, more requests; for one version after another.
 * @throws ProblemError when something does not run; the signal's reason when the reader has enough
 */
export async function tryVersions(trial: Trial, versions: string[], heard: Heard, signal: AbortSignal): Promise<void> {
  const events = new Events();
  const session = new Session({
    container: sharedContainer,
    example: await loadExample(trial.example),
    platform: loadPlatform,
    postgres: loadPostgres,
    dispatch: (action) => events.take(action),
  });
  const stop = () => events.fail(signal.reason as Error);
  signal.addEventListener('abort', stop);
  try {
    for (const version of versions) {
      signal.throwIfAborted();
      await tryVersion(trial, version, session, events, (statuses) => heard(version, statuses));
    }
  } finally {
    signal.removeEventListener('abort', stop);
    void session.stop();
  }
}

async function tryVersion(
  { first, then, times }: Trial,
  version: string,
  session: Session,
  events: Events,
  heard: (statuses: number[]) => void,
): Promise<void> {
  events.forget();
  const isUp = (name: string) => (event: PlatformEvent) =>
    event.event === 'process' && event.process.name === name && event.process.phase === 'up';
  const upOne = events.until(isUp('web.1'));
  await Promise.all([session.start({ kind: 'run', version }, new Map()), upOne]);
  await session.send({ command: 'request', ...first, headers: {}, body: null, jar: true });
  const upTwo = events.until(isUp('web.2'));
  await Promise.all([session.send({ command: 'scale', type: 'web', count: 2 }), upTwo]);
  const statuses: number[] = [];
  const all = events.until((event) => {
    if (event.event !== 'request') return false;
    statuses.push(event.request.status);
    heard(statuses);
    return statuses.length === times;
  });
  const load = { command: 'load', ...then, headers: {}, count: times, connections: 1, jar: true } as const;
  await Promise.all([session.send(load), all]);
}

/** What the platform says, to be waited for. */
class Events {
  #waiting: { wanted: (event: PlatformEvent) => boolean; resolve: () => void; reject: (error: Error) => void }[] = [];

  /** Settles with the first event that is wanted; rejects when something goes wrong before. */
  until(wanted: (event: PlatformEvent) => boolean): Promise<void> {
    return new Promise((resolve, reject) => this.#waiting.push({ wanted, resolve, reject }));
  }

  take(action: LabAction): void {
    if (action.type === 'problem') this.fail(new ProblemError(action.problem));
    if (action.type === 'event' && action.event.event === 'problem') {
      this.fail(new ProblemError(action.event.problem));
    }
    if (action.type === 'ended' && !action.byReader && this.#waiting.length > 0)
      this.fail(new ProblemError(endedEarly));
    if (action.type !== 'event') return;
    const { event } = action;
    for (const each of this.#waiting.filter(({ wanted }) => wanted(event))) {
      this.#waiting.splice(this.#waiting.indexOf(each), 1);
      each.resolve();
    }
  }

  fail(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error);
  }

  forget(): void {
    this.#waiting = [];
  }
}

const endedEarly = labProblem('platform-ended', 'The platform ended early', 'It gave no reason.', 'Run it again.');
