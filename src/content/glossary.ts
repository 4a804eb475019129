import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { parseYaml } from './yaml.ts';

const FILE = 'src/content/glossary.yaml';

const schema = z
  .array(
    z.strictObject({
      term: z.string().describe('in the form in which one looks it up'),
      means: z.string().min(40).max(400).describe('plain text, in a sentence or a few'),
      forms: z.array(z.string()).optional().describe('spellings that become links in chapters; default: the term'),
      factors: z.array(z.number().int().min(1).max(12)).min(1).describe('the factors that it matters to'),
      see: z.array(z.string()).default([]).describe('other terms'),
    }),
  )
  .min(1);

export interface Term {
  term: string;
  means: string;
  /** Spellings that become a link to it at their first use in a chapter. */
  forms: string[];
  factors: number[];
  see: string[];
  /** Its anchor on the glossary's page. */
  id: string;
}

/** The anchor of a term on the glossary's page. */
export function termId(term: string): string {
  return term.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
}

/**
 * All terms, by the alphabet.
 * @throws Error with file and line for a term that is wrong, defined twice, or refers to one that is missing
 */
export function readGlossary(): Term[] {
  return parseGlossary(readFileSync(FILE, 'utf8'), FILE);
}

/** Parses the glossary; see {@link readGlossary} for the errors. */
export function parseGlossary(text: string, file: string): Term[] {
  const { data, problem } = parseYaml(text, file, schema);
  const terms = data.map((entry) => ({ ...entry, forms: entry.forms ?? [entry.term], id: termId(entry.term) }));
  const names = new Set(terms.map(({ term }) => term));
  const ids = new Set<string>();
  const spellings = new Map<string, string>();
  terms.forEach(({ term, id, see, forms }, index) => {
    const fail = (message: string) => problem([index], message);
    if (ids.has(id)) throw fail(`"${term}" is defined twice`);
    ids.add(id);
    const missing = see.find((other) => !names.has(other));
    if (missing !== undefined) throw fail(`"${term}" refers to "${missing}", which is not defined`);
    for (const form of forms.map((each) => each.toLowerCase())) {
      if (spellings.has(form)) throw fail(`"${form}" belongs to "${spellings.get(form)}" already`);
      spellings.set(form, term);
    }
  });
  return terms.toSorted((a, b) => a.term.localeCompare(b.term, 'en'));
}
