/** What is known to differ in the container. */
export interface Limit {
  /** The step that differs. */
  asked: string;
  /** Why, in a sentence for the table. */
  why: string;
}

/** By package. A difference that is missing here fails the run, and so does one of these that is gone. */
export const limits: Record<string, Limit[]> = {
  pino: [
    {
      asked: 'POST /transport',
      why: 'Transports run in a worker of `worker_threads`, which the container does not have. Log to stdout.',
    },
  ],
};
