/** Marks, in the table of contents, the part of the chapter that is being read. */
class ChapterContents extends HTMLElement {
  #observer: IntersectionObserver | null = null;

  connectedCallback(): void {
    const links = new Map<Element, HTMLAnchorElement>();
    for (const link of this.querySelectorAll<HTMLAnchorElement>('a[href^="#"]')) {
      const heading = document.getElementById(link.hash.slice(1));
      if (heading) links.set(heading, link);
    }
    // A part is being read from when its heading passes the upper third of the window.
    this.#observer = new IntersectionObserver(() => mark(links), { rootMargin: '0px 0px -66% 0px' });
    for (const heading of links.keys()) this.#observer.observe(heading);
  }

  disconnectedCallback(): void {
    this.#observer?.disconnect();
  }
}

function mark(links: Map<Element, HTMLAnchorElement>): void {
  const limit = window.innerHeight / 3;
  let current: HTMLAnchorElement | null = null;
  for (const [heading, link] of links) {
    link.removeAttribute('aria-current');
    if (heading.getBoundingClientRect().top < limit) current = link;
  }
  current?.setAttribute('aria-current', 'location');
}

customElements.define('chapter-contents', ChapterContents);
