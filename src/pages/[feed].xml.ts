import type { APIRoute, GetStaticPaths } from 'astro';
import { readChangelog } from '../content/changelog.ts';
import { feed } from '../content/feed.ts';
import { SITE_NAME, address } from '../site.ts';

/** The changelog as a feed. Its links must be whole: a build that does not know the site's address has none. */
export const getStaticPaths: GetStaticPaths = () => (import.meta.env.SITE ? [{ params: { feed: 'changelog' } }] : []);

export const GET: APIRoute = ({ site }) => {
  const link = new URL(address('changelog/'), site).href;
  const text = feed({ title: `${SITE_NAME}: changelog`, link }, readChangelog());
  return new Response(text, { headers: { 'Content-Type': 'application/rss+xml' } });
};
