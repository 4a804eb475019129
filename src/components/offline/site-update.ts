import type {} from '../../lab/report.ts';
import { ask } from '../../offline/messages.ts';
import { download } from '../../offline/download.ts';
import { registerWorker, savesData } from '../../offline/register.ts';
import { address } from '../../site.ts';

/** Tells the reader that the site was renewed, and loads the new version on a press. Starts the service worker. */
class SiteUpdate extends HTMLElement {
  connectedCallback(): void {
    // The dev server has no service worker.
    if (import.meta.env.DEV) return;
    registerWorker(address(''), (takeOver) => this.#tell(takeOver)).catch((error: unknown) => {
      console.warn('The site cannot be kept for the time without a network:', error);
    });
    document.addEventListener('lab-report', () => void keepLabs().catch(() => undefined), { once: true });
  }

  #tell(takeOver: (() => void) | null): void {
    const load = button('Load the new version', takeOver ?? (() => location.reload()));
    load.className = 'press';
    this.replaceChildren(
      takeOver
        ? 'There is a newer version of this site. Progress and edits stay. '
        : 'Another tab has loaded a newer version of this site. Progress and edits stay. ',
      load,
      button('Later', () => this.replaceChildren()),
    );
  }
}

/** A reader who has run one experiment will want others: the container and all examples are loaded and kept. */
async function keepLabs(): Promise<void> {
  const worker = navigator.serviceWorker?.controller;
  if (!worker || savesData()) return;
  const { container, examples } = await ask(worker, { ask: 'status' });
  await download([...container.missing, ...examples.missing].map(address));
}

function button(label: string, act: () => void): HTMLButtonElement {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'small';
  element.textContent = label;
  element.addEventListener('click', act);
  return element;
}

customElements.define('site-update', SiteUpdate);
