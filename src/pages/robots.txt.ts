import type { APIRoute } from 'astro';
import { address } from '../site.ts';

/** Everything may be read. */
export const GET: APIRoute = ({ site }) => {
  const sitemap = site ? `Sitemap: ${new URL(address('sitemap-index.xml'), site).href}\n` : '';
  return new Response(`User-agent: *\nDisallow:\n${sitemap}`, { headers: { 'Content-Type': 'text/plain' } });
};
