// @ts-check

/**
 * A command that `npm run <name>` carries out.
 *
 * @typedef {object} Command
 * @property {string} about what it does, for the list that an unknown name gets
 * @property {string[][]} [before] programs that must have run, each with its arguments
 * @property {boolean} [browser] whether it needs a Chromium
 * @property {string[]} run the program with its arguments; those of the command line are appended
 */

const astro = 'node_modules/astro/bin/astro.mjs';
// Astro would put itself in the background in some automated environments; --ignore-lock keeps it here.
const server = ['--ignore-lock', '--host', '127.0.0.1'];

const container = ['container/build/build.ts'];
const labs = ['tools/pack-labs.ts'];
const site = [astro, 'build'];

/** What the site is made of, in the order in which it is built. */
export const builds = { container, labs, site };

/** @type {Record<string, Command>} */
export const commands = {
  start: { about: 'build the site and serve it', before: [container, labs, site], run: [astro, 'preview', ...server] },
  dev: { about: 'serve the site from its sources', before: [container, labs], run: [astro, 'dev', ...server] },
  preview: { about: 'serve the last build', run: [astro, 'preview', ...server] },
  build: { about: 'build the site into dist/', before: [container, labs], run: site },
  'build:container': { about: 'build Node for the browser into public/container/', run: container },
  'build:platform': { about: 'bundle the platform and pack the examples into public/labs/', run: labs },
  test: { about: 'run all tests, or the steps that are named', run: ['tools/test.ts'] },
  'test:firefox': {
    about: "run the container's tests in Firefox",
    before: [container],
    run: ['tools/other-browsers.ts', 'firefox'],
  },
  'test:webkit': {
    about: "run the container's tests in WebKitGTK",
    before: [container],
    run: ['tools/other-browsers.ts', 'webkit'],
  },
  lint: { about: 'lint, formatting, types, import rules, lockfiles', run: ['tools/lint.ts'] },
  check: { about: 'types only', run: ['tools/lint.ts', 'types', 'examples'] },
  format: { about: 'format all files', run: ['node_modules/prettier/bin/prettier.cjs', '--write', '.'] },
  lab: { about: 'run an example on plain Node', before: [labs], run: ['tools/lab.ts'] },
  gates: {
    about: 'prove that wrong versions fail and right ones hold',
    before: [container, labs],
    browser: true,
    run: ['tests/gates/run.ts'],
  },
  'gates:real-services': {
    about: 'prove it with a real PostgreSQL and Redis',
    before: [labs],
    run: ['tools/real-services.ts'],
  },
  'check:webcontainer': {
    about: 'try every experiment on StackBlitz’s own WebContainer, in a browser with a window',
    before: [container, labs],
    browser: true,
    run: ['tests/webcontainer/check.ts'],
  },
  record: { about: "record the experiments' runs", before: [labs], run: ['tools/record.ts'] },
  book: {
    about: 'write the whole book as a PDF',
    before: [container, labs, site],
    browser: true,
    run: ['tools/book.ts'],
  },
  'search:relevance': {
    about: 'ask the search what readers ask, and see where the answers are',
    before: [container, labs, site],
    browser: true,
    run: ['tests/search/run.ts'],
  },
  epub: {
    about: 'write the whole book as an EPUB',
    before: [container, labs, site],
    browser: true,
    run: ['tools/epub/make.ts'],
  },
  'build-time': {
    about: 'time the build with 12, 50 and 200 chapters',
    before: [container, labs],
    run: ['tools/build-time.ts'],
  },
  conformance: {
    about: "measure the container by Node's own tests",
    before: [container],
    browser: true,
    run: ['tests/conformance/run.ts'],
  },
  packages: {
    about: 'try packages that people use in the container and on Node',
    before: [container, labs],
    browser: true,
    run: ['tests/packages/run.ts'],
  },
  lighthouse: {
    about: "measure pages by Lighthouse's scores",
    before: [container, labs, site],
    browser: true,
    run: ['tools/lighthouse.ts'],
  },
  bench: {
    about: 'measure the container against Node',
    before: [container, labs, site],
    browser: true,
    run: ['tests/bench/run.ts'],
  },
};
