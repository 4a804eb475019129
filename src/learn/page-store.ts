import { PROGRESS_KEY } from './keys.ts';
import { showNotice } from './notice.ts';
import { ProgressStore, type StoreProblem } from './store.ts';

/** Opens the store of this page, has it follow other tabs, and tells its problems. Called once, by open.ts. */
export function openPageStore(): ProgressStore {
  const storage = storageOfBrowser();
  const store = new ProgressStore(storage);
  addEventListener('storage', ({ key, newValue }) => {
    if (key === PROGRESS_KEY || key === null) store.changedElsewhere(newValue);
  });
  // A page that comes back from the browser's cache has heard of nothing meanwhile.
  addEventListener('pageshow', ({ persisted }) => {
    if (persisted && storage !== null && store.problem?.kind !== 'not-kept') {
      store.changedElsewhere(storage.getItem(PROGRESS_KEY));
    }
  });
  const tell = () => showNotice(store.problem === null ? null : wordsFor(store.problem));
  store.subscribe(tell);
  tell();
  return store;
}

function storageOfBrowser(): Storage | null {
  try {
    return localStorage;
  } catch {
    return null; // Forbidden by a setting; the store tells it.
  }
}

/** A problem of the store, as the reader is told it. */
export function wordsFor(problem: StoreProblem): string {
  switch (problem.kind) {
    case 'damaged':
      return `Your stored progress was damaged. What could be read is here; the damaged text was put aside, and you can download it. ${problem.reason}`;
    case 'newer':
      return 'Your progress was stored by a later version of this site. It is left as it is, and nothing you do here is kept. Reload the page to get that version.';
    case 'not-kept':
      return `Your browser does not keep your progress: ${problem.reason}. What you do here lasts until you leave this page; export it before.`;
  }
}
