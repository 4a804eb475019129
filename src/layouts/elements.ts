/**
 * What the elements of the site's pages do, as far as more than one page has them. One small file for all pages: each
 * file of its own would be one more thing to wait for on a slow line, and this one is kept after the first page.
 */
import '../components/listing/copy-button.ts';
import '../components/learn/chapter-progress.ts';
import '../components/offline/site-update.ts';
import '../components/quiz/quiz-question.ts';
import '../components/search/search-box.ts';
import '../components/search/search-dialog.ts';
import '../components/site/chapter-contents.ts';
import '../components/site/scheme-choice.ts';
import '../lab/entry.ts';
import '../learn/labs.ts';
