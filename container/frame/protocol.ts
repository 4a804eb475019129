/** What the page, the frame and the kernel say to each other to start and to make workers. */

/** The frame to the page. */
export type FrameMessage =
  /** It has loaded. */
  | { type: 'frame-ready'; isolated: boolean }
  /** The answer to a {@link FrameQuestion}. */
  | { type: 'frame-alive' }
  /** No worker could be started. */
  | { type: 'frame-failed'; message: string };

/** The page to the frame, with the port on which page and kernel will talk. */
export interface FrameBoot {
  type: 'boot';
  /** kernel.js. */
  kernel: Blob;
  /** process.js. A text of its size would be copied letter by letter on its way. */
  process: Blob;
  /** Text of often.json. */
  often: string;
  options: KernelOptions;
}

/** The page to the frame, now and then: is it still there? A browser does not tell that it has ended a frame's process. */
export interface FrameQuestion {
  type: 'alive?';
}

/** How the page wants the kernel. */
export interface KernelOptions {
  /** Absolute path; the programs' home. */
  workdir: string;
  /** Warm workers to keep. */
  pool: number;
}

/** The frame to the kernel's worker. The first message carries the page's port. */
export type FrameToKernel =
  { type: 'boot'; often: string; options: KernelOptions } | { type: 'worker-failed'; worker: number; message: string };

/** The kernel to the frame. `make-worker` carries the port that the worker gets as its first message. */
export type KernelToFrame =
  { type: 'alive' } | { type: 'make-worker'; worker: number } | { type: 'end-worker'; worker: number };

/** The frame to a process worker, its first message: the port to the kernel comes with it. */
export interface WorkerGreeting {
  type: 'port';
}
