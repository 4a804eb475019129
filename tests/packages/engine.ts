/** How a program ended. */
export interface Ended {
  code: number | null;
  /** What it wrote to stdout and stderr. */
  output: string;
}

/** What runs programs: plain Node, or the container. Its working directory is what stage.ts makes. */
export interface Engine {
  /**
   * Runs a program to its end.
   * @param cwd relative to the working directory
   */
  run(program: string, args: string[], cwd: string): Promise<Ended>;
  /**
   * Starts the platform's registry.
   * @param packages a directory of tarballs
   * @returns its address
   */
  startRegistry(packages: string): Promise<string>;
  close(): Promise<void>;
}

/** How long a program may run, in milliseconds. */
export const LIMIT = 120_000;
