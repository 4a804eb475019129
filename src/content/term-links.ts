import { defineMdastPlugin, type MdastNode, type MdastPluginEntry, type MdastVisitorContext } from 'satteri';
import { readGlossary, type Term } from './glossary.ts';

/** A piece of a text: plain, or the first use of a term. */
export interface Piece {
  text: string;
  term: Term | null;
}

/** Whose text stays as it is: links and headings, and the line that a reader takes home. */
const untouched = new Set(['heading', 'link', 'linkReference', 'Audit']);

/**
 * A plugin of the Markdown processor that links the first use of each of the glossary's terms in a chapter or page.
 * @param base the path that the site is hosted under, with a slash at its end
 */
export function termLinks(base: string): MdastPluginEntry {
  return ({ fileURL }) => {
    if (!/\/src\/content\/(chapters|pages)\//.test(fileURL?.pathname ?? '')) return null;
    const terms = readGlossary();
    const used = new Set<string>();
    return defineMdastPlugin({
      name: 'term-links',
      text(node, context) {
        if (isUntouched(node, context)) return;
        const pieces = splitAtTerms(node.value, terms, used);
        if (pieces.every(({ term }) => term === null)) return;
        context.replaceNode(
          node,
          pieces.map(({ text, term }): MdastNode => {
            const plain = { type: 'text' as const, value: text };
            if (term === null) return plain;
            const url = `${base}glossary/#${term.id}`;
            return { type: 'link', url, children: [plain], data: { hProperties: { class: 'term' } } };
          }),
        );
      },
    });
  };
}

function isUntouched(node: Readonly<MdastNode>, context: MdastVisitorContext): boolean {
  let around: Readonly<MdastNode> | undefined = context.parent(node as Readonly<Exclude<MdastNode, { type: 'root' }>>);
  while (around !== undefined && around.type !== 'root') {
    if (untouched.has(around.type) || ('name' in around && untouched.has(around.name ?? ''))) return true;
    around = context.parent(around);
  }
  return false;
}

/**
 * Splits a text at the first use of each term that was not used before.
 * @param used terms that have their link already; those found are added
 */
export function splitAtTerms(text: string, terms: readonly Term[], used: Set<string>): Piece[] {
  const byForm = new Map(terms.flatMap((term) => term.forms.map((form) => [form.toLowerCase(), term] as const)));
  // Longer spellings first, so that "one-off process" is not taken for "one-off".
  const forms = [...byForm.keys()].toSorted((a, b) => b.length - a.length);
  const anyForm = new RegExp(`(?<![\\w-])(${forms.map(escape).join('|')})(?![\\w-])`, 'gi');
  const pieces: Piece[] = [];
  let end = 0;
  for (const match of text.matchAll(anyForm)) {
    const term = byForm.get(match[0].toLowerCase())!;
    if (used.has(term.id)) continue;
    used.add(term.id);
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), term: null });
    end = match.index + match[0].length;
    pieces.push({ text: match[0], term });
  }
  if (end < text.length) pieces.push({ text: text.slice(end), term: null });
  return pieces;
}

function escape(form: string): string {
  return form.replaceAll(/[.*+?^${}()|[\]\\-]/g, '\\$&');
}
