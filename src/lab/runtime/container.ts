import type { FileSystemTree, WebContainer, WebContainerProcess } from '@webcontainer/api';

export type { FileSystemTree };

/** A process inside a container. */
export type ContainerProcess = Pick<WebContainerProcess, 'exit' | 'input' | 'output' | 'kill'>;

/** Where a process runs, below the container's working directory, and what its environment has besides. */
export interface SpawnOptions {
  cwd?: string;
  env?: Record<string, string>;
}

/**
 * What a lab needs of whatever runs its code: the part of WebContainer's public API that it uses. Nothing else in the
 * lab knows which runtime it talks to.
 */
export interface Container {
  mount(tree: FileSystemTree): Promise<void>;
  spawn(command: string, args: string[], options?: SpawnOptions): Promise<ContainerProcess>;
  on(event: 'error', listener: (error: { message: string }) => void): () => void;
  teardown(): void;
}

/** The compiler's word that the real WebContainer is one. */
export type WebContainerIsOne = WebContainer extends Container ? true : never;

/** A way to get a container. */
export interface Runtime {
  /** Where its processes run, as the reader would say it after the name of a program: `in this page`. */
  readonly place: string;
  /** Whether the platform is to find out what it can do: it does not come from this site. */
  readonly probe: boolean;
  /**
   * Looks whether it can work here, before anything of it is loaded.
   * @throws ProblemError with what it lacks
   */
  check(): void;
  /**
   * Boots a container.
   * @throws ProblemError when it does not boot
   */
  boot(): Promise<Container>;
}
