/** `npm run search:relevance`: asks the built site's search what readers ask, and prints what it answers. */
import { withSitePage } from '../../tools/site-page.ts';
import { FIRST, FLOOR, measureRelevance } from './relevance.ts';

await withSitePage(async (page, url) => {
  const { answers, open, score } = await measureRelevance(page, url);
  for (const { ask, wanted, found, ok } of answers) {
    const rank = found.findIndex((path) => wanted.includes(path)) + 1;
    console.log(
      `${ok ? rank : '-'}  ${ask.padEnd(46)} ${ok ? found[rank - 1] : `wanted ${wanted.join(' or ')}, found ${found.join(', ')}`}`,
    );
  }
  for (const ask of open) console.log(`?  ${ask.padEnd(46)} its chapter is not written yet`);
  const right = answers.filter(({ ok }) => ok).length;
  console.log(
    `\n${right} of ${answers.length} questions have an answer among the first ${FIRST} pages: ${(score * 100).toFixed(0)} %`,
  );
  process.exitCode = score < FLOOR ? 1 : 0;
});
