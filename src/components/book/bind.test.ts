import assert from 'node:assert/strict';
import test from 'node:test';
import { bindPage } from './bind.ts';

const bind = (main: string) =>
  bindPage(`<body><main id="main" class="sheet">${main}</main></body>`, '/chapters/logs/', 'logs', (path) =>
    path === '/chapters/config/' ? 'config' : null,
  );

test('ids and what refers to them are those of the part', () => {
  assert.equal(
    bind('<h2 id="quiz">Quiz</h2><svg aria-labelledby="a b"><path marker-end="url(#tip)"/></svg><a href="#quiz">x</a>'),
    '<h2 id="logs-quiz">Quiz</h2><svg aria-labelledby="logs-a logs-b"><path marker-end="url(#logs-tip)"/></svg><a href="#logs-quiz">x</a>',
  );
});

test('links to pages in the book stay in it, others lead out', () => {
  assert.equal(
    bind(
      '<a href="/chapters/config/">x</a><a href="/chapters/config/#why">x</a><a href="/audit/#x">x</a><a href="../config/">x</a>',
    ),
    '<a href="#config">x</a><a href="#config-why">x</a><a href="/audit/#x">x</a><a href="#config">x</a>',
  );
});

test('what only a page of the site needs is left out', () => {
  assert.equal(
    bind(
      '<span hidden data-pagefind-weight="4"></span><aside class="note" data-pagefind-ignore> <chapter-contents>x</chapter-contents></aside>' +
        '<p data-pagefind-ignore>text</p><button disabled>Run</button><copy-button><button>Copy</button></copy-button><script src="x"></script><div class="chapter-foot">x</div>',
    ),
    '<p>text</p>',
  );
});

test('elements that the script of all pages would wake stay asleep', () => {
  assert.equal(
    bind('<lab-bench class="lab"><details hidden>x</details></lab-bench><quiz-question>y</quiz-question>'),
    '<div class="lab"><details hidden>x</details></div><div>y</div>',
  );
});

test('a page without a main element is an error', () => {
  assert.throws(() => bindPage('<body></body>', '/', 'logs', () => null), /logs/);
});
