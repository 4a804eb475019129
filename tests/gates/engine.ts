import type { PlatformEvent } from '../../platform/protocol.ts';

/** Where the platform runs: plain Node, or the container in a browser. */
export interface Engine {
  readonly name: 'node' | 'container';
  /**
   * Runs the platform to its end.
   * @param args its command line, without `--json`; an example is `examples/NN-factor`
   * @returns every event that it told
   * @throws Error when it ends without having told that it stopped
   */
  run(args: string[]): Promise<PlatformEvent[]>;
  close(): Promise<void>;
}
