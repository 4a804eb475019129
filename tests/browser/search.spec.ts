import { expect, test } from '@playwright/test';
import { FLOOR, measureRelevance } from '../search/relevance.ts';

test('what readers ask has its answer among the first pages', async ({ page, baseURL }) => {
  const { answers, score } = await measureRelevance(page, baseURL!);
  const missed = answers.filter(({ ok }) => !ok).map(({ ask, found }) => `${ask}: found ${found.join(', ')}`);
  expect(score, missed.join('\n')).toBeGreaterThanOrEqual(FLOOR);
});
