/** What is known to differ in the container. */
export interface Limit {
  /** The step that differs. */
  asked: string;
  /** Why, in a sentence for the table. */
  why: string;
}

/** By package. A difference that is missing here fails the run, and so does one of these that is gone. */
export const limits: Record<string, Limit[]> = {};
