import type { Example } from '../../src/content/example-schema.ts';
import type { PlatformEvent } from '../../platform/protocol.ts';

/** Where the platform runs: plain Node, a container in a browser, or plain Node with real servers as services. */
export interface Engine {
  readonly name: 'node' | 'container' | 'real-services' | 'webcontainer-double' | 'webcontainer';
  /** Whether a run of an example here proves what one on plain Node does not. */
  proves(example: Example): boolean;
  /**
   * Runs the platform to its end.
   * @param args its command line, without `--json`; an example is `examples/NN-factor`
   * @returns every event that it told
   * @throws Error when it ends without having told that it stopped
   */
  run(args: string[]): Promise<PlatformEvent[]>;
  close(): Promise<void>;
}
