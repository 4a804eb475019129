import './zod.ts';
import { required, setText } from './dom.ts';
import { EditStore } from './edits.ts';
import { loadExample, loadPlatform, loadPostgres } from './example-files.ts';
import type { ExampleFiles } from './example-files.ts';
import { Head } from './head.ts';
import type { HeadAction, HeadFacts, LabMode } from './head.ts';
import { announcement } from './announce.ts';
import { Layout } from './layout.ts';
import type { Command, Task } from './platform-client.ts';
import { checksPanel } from './panels/checks/panel.ts';
import { configEditor } from './panels/config/panel.ts';
import { experimentPanel } from './panels/experiment/panel.ts';
import { FilesPanel } from './panels/files/panel.ts';
import { logSheet } from './panels/log/panel.ts';
import type { Panel } from './panels/panel.ts';
import { problemPanel } from './panels/problem/panel.ts';
import { processesPanel } from './panels/processes/panel.ts';
import { releasesPanel } from './panels/releases/panel.ts';
import { requestPanel } from './panels/request/panel.ts';
import { streamsPanel } from './panels/streams/panel.ts';
import { wiresPanel } from './panels/wires/panel.ts';
import { labProblem, liesInRuntime, ProblemError, problemOf } from './problem.ts';
import type { LabProblem } from './problem.ts';
import { reportOf } from './report.ts';
import { runtimeChoice } from './runtime/chosen.ts';
import type { ContainerProcess } from './runtime/container.ts';
import { runtimePlace, sharedContainer, useRuntime } from './runtime/index.ts';
import { Session } from './session.ts';
import { idleView, reduce } from './state.ts';
import type { LabAction, LabView } from './state.ts';
import { Workspace } from './workspace.ts';

/** Milliseconds between two drawings while something runs, for the clocks. */
const TICK = 1000;

/** One lab of a page, from its first press on: holds the view, draws it, and does what the reader asks. */
export class Lab {
  readonly #host: HTMLElement;
  readonly #mode: LabMode;
  readonly #example: ExampleFiles;
  readonly #experiment: ExampleFiles['meta']['experiments'][number];
  readonly #workspace: Workspace;
  readonly #session: Session;
  readonly #head: Head;
  readonly #layout: Layout;
  readonly #files: FilesPanel;
  readonly #panels: Panel[];
  readonly #status: HTMLElement;
  readonly #ticking: ReturnType<typeof setInterval>;
  #view: LabView = idleView;
  /** The version in the editor, and the one to return to from a solution. */
  #version: string;
  #ownVersion: string;
  /** Where the last start was. */
  #place = runtimePlace();
  /** The reader's texts that run now. */
  #running: ReadonlyMap<string, string> = new Map();
  #frame = 0;

  private constructor(host: HTMLElement, example: ExampleFiles) {
    const { meta } = example;
    this.#host = host;
    this.#example = example;
    this.#status = required(host, '[data-lab-status]');
    this.#mode = host.dataset['mode'] === 'exercise' ? 'exercise' : 'experiment';
    this.#experiment = meta.experiments.find(({ id }) => id === host.dataset['experiment']) ?? meta.experiments[0]!;
    const versions = this.#mode === 'exercise' ? ['starter'] : this.#experiment.versions;
    this.#version = this.#ownVersion = versions[0]!;

    const tell = (problem: LabProblem) => this.#dispatch({ type: 'problem', problem });
    const send = (command: Command) => this.#send(command);
    this.#workspace = new Workspace(example, new EditStore(localStorage, example.name), versions, tell);
    this.#session = new Session({
      container: sharedContainer,
      example,
      platform: loadPlatform,
      postgres: loadPostgres,
      dispatch: (action) => this.#dispatch(action),
    });
    this.#files = new FilesPanel(this.#workspace, this.#version, configEditor(send), {
      run: () => this.act('run'),
      changed: () => this.#schedule(),
      isStale: () => !sameTexts(this.#running, this.#workspace.texts()),
      back: () => this.#showVersion(this.#ownVersion),
    });
    const problem = problemPanel({
      canGoTo: ({ file }) => this.#files.has(file),
      goTo: ({ file, line }) => this.#goTo(file, line),
      canFallBack: (problem) => runtimeChoice.current !== 'embedded' && liesInRuntime(problem),
      fallBack: () => void this.#fallBack(),
      dismiss: () => this.#dispatch({ type: 'dismiss-problem' }),
    });
    const panels = {
      files: this.#files,
      wires: wiresPanel(),
      problem,
      processes: processesPanel(send),
      releases: meta.releases ? releasesPanel(meta.releases.command, send) : null,
      request: requestPanel(meta.requests, send),
      log: streamsPanel(logSheet(), { open: (env, tell) => this.#openShell(env, tell) }),
    };
    const results =
      this.#mode === 'experiment' ? experimentPanel(this.#experiment, () => [...this.#workspace.texts().keys()]) : null;
    const checks = this.#mode === 'exercise' ? checksPanel(meta, (version) => this.#showVersion(version, true)) : null;
    this.#panels = [...Object.values(panels), results, checks].filter((panel) => panel !== null);
    this.#head = new Head(host);
    this.#layout = new Layout(host, panels, results, checks);
    host.addEventListener('click', this.#switchVersion);
    this.#ticking = setInterval(() => this.#view.phase === 'running' && this.#schedule(), TICK);
    this.#draw();
  }

  /**
   * Loads what the lab of an element needs, and upgrades it.
   * @throws ProblemError when the example's files do not load
   */
  static async open(host: HTMLElement): Promise<Lab> {
    return new Lab(host, await loadExample(host.dataset['example'] ?? ''));
  }

  /** Does what a button of the head says. */
  act(action: HeadAction): void {
    switch (action) {
      case 'open':
        this.#layout.show('bench');
        this.#session.prepare();
        return this.#dispatch({ type: 'clear-bench' });
      case 'results':
        this.#layout.show('results');
        return this.#draw();
      case 'run':
        this.#layout.show('bench');
        return this.#start({ kind: 'run', version: this.#version });
      case 'measure':
        this.#layout.show('results');
        return this.#start({ kind: 'experiment', experiment: this.#experiment.id, seed: null });
      case 'check':
        this.#layout.show('bench');
        return this.#start({ kind: 'check', version: this.#version });
      case 'stop':
        return void this.#session.stop();
      case 'reset':
        this.#session.reset();
        this.#workspace.reset();
        // Of results that are gone nothing is left to look at; the bench stays open.
        if (this.#layout.shown === 'results') this.#layout.show('listing');
        this.#showVersion(this.#ownVersion);
        return this.#draw();
    }
  }

  /** The element has left the page: nothing of the lab may go on. */
  leave(): void {
    clearInterval(this.#ticking);
    cancelAnimationFrame(this.#frame);
    this.#session.reset();
  }

  /** Does on the embedded container what failed on another one. */
  async #fallBack(): Promise<void> {
    const { task } = this.#view;
    await useRuntime('embedded');
    if (task === null) this.#dispatch({ type: 'dismiss-problem' });
    else this.#start(task);
  }

  /** A shell in the directory of the version shown, with the deploy's config as its environment. */
  #openShell(own: Record<string, string>, tell: (step: string) => void): Promise<ContainerProcess> {
    if (runtimeChoice.current !== 'embedded') return Promise.reject(new ProblemError(onlyEmbedded));
    const directory = this.#example.meta.versions[this.#version]?.dir ?? '.';
    const { config, port } = this.#view.system;
    const env = { ...config, ...own };
    if (port !== null) env['ROUTER_URL'] = `http://127.0.0.1:${port}`;
    return this.#session.openShell(this.#workspace.texts(), { directory, env }, tell);
  }

  #start(task: Task): void {
    this.#place = runtimePlace();
    this.#running = this.#workspace.texts();
    void this.#session.start(task, this.#running);
  }

  #send(command: Command): void {
    // A refusal is an event as well, and drawn from there.
    this.#session
      .send(command)
      .catch((error: unknown) => this.#dispatch({ type: 'problem', problem: problemOf(error) }));
  }

  readonly #switchVersion = (event: Event): void => {
    const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-version]') : null;
    const version = button?.dataset['version'];
    if (version === undefined || version === this.#version) return;
    this.#showVersion(version);
    const { phase, task } = this.#view;
    if ((phase === 'running' || phase === 'booting') && task?.kind === 'run') this.act('run');
  };

  #showVersion(version: string, solution = false): void {
    if (!solution) this.#ownVersion = version;
    this.#version = version;
    this.#files.show(version, solution);
    this.#draw();
  }

  #goTo(file: string, line: number | null): void {
    const { task, experiment } = this.#view;
    const version = task?.kind === 'experiment' ? experiment?.version : task?.version;
    if (version !== undefined && version !== this.#version) this.#showVersion(version);
    this.#layout.show('bench');
    this.#draw();
    void this.#files.goTo(file, line);
  }

  #dispatch(action: LabAction): void {
    const before = this.#view;
    this.#view = reduce(before, action);
    const said = announcement(before, this.#view);
    if (said !== null) setText(this.#status, said);
    const detail = reportOf(before, this.#view, this.#example.name, this.#example.meta);
    if (detail !== null) this.#host.dispatchEvent(new CustomEvent('lab-report', { bubbles: true, detail }));
    this.#schedule();
  }

  /** Draws once before the next frame, however many events came. */
  #schedule(): void {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const focused = this.#host.contains(document.activeElement) ? document.activeElement : null;
    this.#head.draw(this.#view, this.#facts());
    this.#layout.draw(this.#view);
    for (const panel of this.#panels) panel.draw(this.#view);
    // What had the focus may be hidden now (a message that was dismissed, say); the keyboard stays in the lab.
    if (focused !== null && !focused.checkVisibility()) this.#head.focus();
  }

  #facts(): HeadFacts {
    const [wrong, right] = this.#experiment.versions;
    return {
      mode: this.#mode,
      version: this.#version,
      versions: [wrong, right],
      benchOpen: this.#layout.shown === 'bench',
      runtime: this.#place,
    };
  }
}

const onlyEmbedded = labProblem(
  'lab-failed',
  'There is no terminal on WebContainer',
  'Its shell draws on a screen; the terminal here goes line by line, with the embedded container’s shell.',
  'Choose the embedded container, below the lab, and open the terminal again.',
);

function sameTexts(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([path, text]) => b.get(path) === text);
}
