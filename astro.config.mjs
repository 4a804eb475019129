import mdx from '@astrojs/mdx';
import { satteri } from '@astrojs/markdown-satteri';
import sitemap from '@astrojs/sitemap';
import { defineConfig } from 'astro/config';
import { book } from './src/components/book/book-build.ts';
import { offline } from './src/components/offline/offline-build.ts';
import { searchIndex } from './src/components/search/search-index.ts';
import { fonts } from './src/fonts/fonts-build.ts';
import { redirects } from './src/content/redirects.ts';
import { termLinks } from './src/content/term-links.ts';
import { readHostSettings } from './src/lab/runtime/host-settings.ts';

// Isolation from other sites: without these headers a browser gives no SharedArrayBuffer, and so no container.
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

// Whoever hosts the site sets these two; links, canonical addresses and the sitemap follow them.
const { SITE_URL: site, SITE_BASE: base = '/' } = process.env;

const root = `${base.replace(/\/$/, '')}/`;

export default defineConfig({
  ...(site ? { site } : {}),
  base,
  trailingSlash: 'always',
  // The content security policy allows no inline styles or scripts, so nothing may be inlined.
  build: { inlineStylesheets: 'never' },
  vite: {
    build: { assetsInlineLimit: 0 },
    environments: {
      client: {
        build: {
          rolldownOptions: {
            // What all pages load is one file, with the little that it shares with what labs load later.
            output: { codeSplitting: { groups: [{ name: 'elements', test: /layouts\/Page\.astro.*type=script/ }] } },
          },
        },
      },
    },
    define: { 'import.meta.env.WEBCONTAINER_SETTINGS': JSON.stringify(readHostSettings(process.env)) },
  },
  server: { headers: isolation },
  redirects: redirects(root),
  devToolbar: { enabled: false },
  markdown: {
    syntaxHighlight: false,
    processor: satteri({ mdastPlugins: [termLinks(root)] }),
  },
  integrations: [
    fonts(),
    mdx(),
    ...(site ? [sitemap({ filter: (page) => !/\/(search|book|\d+)\/$/.test(page) })] : []),
    book(),
    searchIndex(),
    offline(),
  ],
});
