import type { Kernel } from './kernel.ts';
import { OUTPUT_CREDIT } from './page-protocol.ts';
import type { PageNotice } from './page-protocol.ts';
import type { Process } from './process.ts';
import type { DescriptorGrant } from './protocol.ts';
import { Drain, Feed } from './streams.ts';

export type SendToPage = (notice: PageNotice) => void;

/**
 * A program that the page started, with its stdio: shared memory cannot cross to the page's origin, so the kernel holds
 * the other ends and carries the bytes.
 */
export class Session {
  readonly input: Feed;
  /** For the start of the process. */
  readonly grants: DescriptorGrant[];
  /** Null when the page wants no output. */
  readonly output: Drain | null;

  /** `onEnd`: the program is gone and nobody can write to its output any more. */
  constructor(kernel: Kernel, process: Process, wantsOutput: boolean, send: SendToPage, onEnd: () => void) {
    const { pid } = process;
    let open = wantsOutput ? 2 : 1;
    const oneLess = () => {
      if (--open > 0) return;
      this.input.close();
      onEnd();
    };
    const pipe = (fd: number, id: number) => process.descriptors.set(fd, { kind: 'channel', channel: id, end: 1 });

    const inputId = kernel.nextChannel();
    this.input = new Feed(kernel.channels, inputId, process);
    this.grants = [{ fd: 0, kind: 'channel', channel: this.input.grant }];
    pipe(0, inputId);
    process.onExit = ({ code, signal }) => {
      send({ type: 'exit', pid, code, signal });
      oneLess();
    };

    if (!wantsOutput) {
      this.output = null;
      for (const fd of [1, 2]) process.descriptors.set(fd, { kind: 'null' });
      this.grants.push({ fd: 1, kind: 'null' }, { fd: 2, kind: 'null' });
      return;
    }
    const outputId = kernel.nextChannel();
    this.output = new Drain(kernel.channels, outputId, process, {
      credit: OUTPUT_CREDIT,
      onBytes: (bytes) => send({ type: 'output', pid, bytes }),
      onEnd: () => {
        send({ type: 'output-end', pid });
        oneLess();
      },
    });
    // One pipe for both keeps what is written in its order. It is shared from the start, by two descriptors.
    const second = kernel.channels.share(outputId, 1, process);
    const first = { ...this.output.grant, shared: true };
    this.grants.push({ fd: 1, kind: 'channel', channel: first }, { fd: 2, kind: 'channel', channel: second });
    pipe(1, outputId);
    pipe(2, outputId);
  }
}
