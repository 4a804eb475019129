import { PROGRESS_KEY } from './keys.ts';
import { showNotice } from './notice.ts';
import type { Entry, SectionName } from './progress.ts';
import type { ProgressStore } from './store.ts';

/**
 * The way to the reader's progress for a page. This is all that loads at once; the store comes when there is something
 * to show or to keep.
 */

let opened: Promise<ProgressStore> | null = null;

/** The page's one store. */
export function openProgress(): Promise<ProgressStore> {
  opened ??= import('./page-store.ts').then(({ openPageStore }) => openPageStore());
  return opened;
}

/** Whether anything was kept by an earlier visit. */
export function hasProgress(): boolean {
  try {
    return localStorage.getItem(PROGRESS_KEY) !== null;
  } catch {
    return false; // Storage is off. The store tells that when there is something to keep.
  }
}

/** Keeps an entry, and tells the reader when that cannot be done. See {@link ProgressStore.record}. */
export async function keep<S extends SectionName>(section: S, key: string, entry: Omit<Entry<S>, 'at'>): Promise<void> {
  try {
    (await openProgress()).record(section, key, entry);
  } catch (error) {
    opened = null;
    showNotice(`Your progress was not kept: ${(error as Error).message}. Reload the page and try again.`, true);
  }
}
