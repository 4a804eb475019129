/** Where the browser's storage has the progress. */
export const PROGRESS_KEY = 'learn:progress';
/** What could not be read is kept under this and the time at which it was found. */
export const DAMAGED_PREFIX = 'learn:damaged:';

/** The mark of a chapter that was read. @param chapter its slug */
export function readMark(chapter: string): string {
  return `read/${chapter}`;
}
