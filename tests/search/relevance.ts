import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from '@playwright/test';
import { questions } from './questions.ts';

/** How far down a page may be found. */
export const FIRST = 3;

/** The share of questions that must be answered. */
export const FLOOR = 0.95;

export interface Answer {
  ask: string;
  wanted: string[];
  /** The first pages found, from the site's root. */
  found: string[];
  ok: boolean;
}

export interface Relevance {
  answers: Answer[];
  /** Questions about chapters that are not written yet. */
  open: string[];
  /** The share of questions that have an answer among the first pages. */
  score: number;
}

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));

/** Asks the site's search all questions, as a reader does. @param url of the site's root */
export async function measureRelevance(page: Page, url: string): Promise<Relevance> {
  const exists = (path: string) => existsSync(join(dist, path, 'index.html'));
  const asked = questions.filter(([, first]) => exists(first!));
  await page.goto(`${url}search/`);
  const main = page.getByRole('main');
  const found: string[][] = [];
  for (const [ask] of asked) {
    await main.getByRole('searchbox').fill(ask);
    await main
      .getByRole('status')
      .filter({ hasText: `“${ask}”` })
      .waitFor();
    const hrefs = await main
      .locator('.hits h3 a')
      .evaluateAll((links) => links.map((link) => (link as HTMLAnchorElement).href));
    found.push(hrefs.slice(0, FIRST).map((href) => href.slice(url.length)));
  }
  const answers = asked.map(([ask, ...wanted], index) => {
    const pages = found[index]!;
    return { ask, wanted, found: pages, ok: pages.some((path) => wanted.includes(path)) };
  });
  return {
    answers,
    open: questions.filter((question) => !asked.includes(question)).map(([ask]) => ask),
    score: answers.filter(({ ok }) => ok).length / answers.length,
  };
}
