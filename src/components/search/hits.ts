import type { Page } from './pagefind.ts';

/** How many headings of one page are shown below it. */
const HEADINGS = 3;

/** One result: the page, where it belongs, and the headings under which it matches. */
export function hitOf(page: Page): HTMLLIElement {
  const item = document.createElement('li');
  const [numeral = ''] = (page.meta.factor ?? '').split(' ');
  const text = page.meta.kind === 'Example' ? 'code' : '';
  const headings = page.sub_results.filter(({ url }) => url !== page.url).slice(0, HEADINGS);
  item.append(
    element('span', 'rn', numeral),
    element(
      'div',
      '',
      element(
        'h3',
        '',
        linkTo(page.url, page.meta.title ?? page.url),
        element('small', '', page.meta.kind?.toLowerCase() ?? ''),
      ),
      ...(headings.length > 0
        ? headings.map(({ url, title, excerpt }) => element('p', text, linkTo(url, title), ' ', ...textOf(excerpt)))
        : [element('p', text, ...textOf(page.excerpt))]),
    ),
  );
  return item;
}

/** Text and marks of an excerpt; whatever else its HTML might hold is left out. */
function textOf(excerpt: string): Node[] {
  const { body } = new DOMParser().parseFromString(excerpt, 'text/html');
  return [...body.childNodes].map((node) =>
    node.nodeName === 'MARK' ? element('mark', '', node.textContent ?? '') : new Text(node.textContent ?? ''),
  );
}

function linkTo(url: string, title: string): HTMLAnchorElement {
  const link = document.createElement('a');
  link.href = url;
  link.textContent = title;
  return link;
}

function element(name: string, className: string, ...content: (Node | string)[]): HTMLElement {
  const node = document.createElement(name);
  if (className) node.className = className;
  node.append(...content);
  return node;
}
