import { ask } from './messages.ts';

/** Set for a page that was loaded again to be isolated: it must not be tried twice. */
const TRIED = 'isolation-tried';

/**
 * Starts the service worker for a page: keeps what is read for the time without a network, and loads the page once more
 * if only the worker can isolate it and the reader has done nothing yet.
 * @param base the address of the site's root, with a slash at its end
 * @param renewed called when a newer version of the site waits, with what makes it take over; or, without, when it has
 *   taken over by another tab's wish
 */
export async function registerWorker(base: string, renewed: (takeOver: (() => void) | null) => void): Promise<void> {
  const { serviceWorker } = navigator;
  // Browsers have none on pages over plain http, and some in private windows.
  if (!serviceWorker) return;
  let controlled = serviceWorker.controller !== null;
  let wanted = false;
  let used = false;
  for (const type of ['pointerdown', 'keydown']) addEventListener(type, () => (used = true), { once: true });
  serviceWorker.addEventListener('controllerchange', () => {
    if (wanted) location.reload();
    else if (controlled) renewed(null);
    controlled = true;
    if (!used) isolate();
  });
  isolate();

  const registration = await serviceWorker.register(`${base}sw.js`, { scope: base, updateViaCache: 'none' });
  const tell = (): void => {
    if (!registration.waiting || !registration.active) return;
    renewed(() => {
      wanted = true;
      // By now there may be a newer one still.
      if (registration.waiting) void ask(registration.waiting, { ask: 'take-over' });
      else location.reload();
    });
  };
  tell();
  registration.addEventListener('updatefound', () => {
    const { installing } = registration;
    installing?.addEventListener('statechange', () => installing.state === 'installed' && tell());
  });

  const { active } = await serviceWorker.ready;
  // What is missing is fetched: nothing, from the second page on. Offline, or with a full disk, it stays so.
  if (active && !savesData()) await ask(active, { ask: 'keep-reading' }).catch(() => undefined);
}

/** Whether the reader asked the browser to load as little as possible. */
export function savesData(): boolean {
  return (navigator as { connection?: { saveData?: boolean } }).connection?.saveData === true;
}

/** Loads the page again, once, when that gives it shared memory. */
function isolate(): void {
  if (crossOriginIsolated) return sessionStorage.removeItem(TRIED);
  const tried = sessionStorage.getItem(TRIED) !== null;
  if (!navigator.serviceWorker.controller || tried || window.top !== window) return;
  sessionStorage.setItem(TRIED, '');
  location.reload();
}
