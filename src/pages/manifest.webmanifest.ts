import type { APIRoute } from 'astro';
import { SITE_DESCRIPTION, SITE_NAME, address } from '../site.ts';

/** What a browser wants to know to install the site as an app. */
export const GET: APIRoute = () => {
  const icon = (name: string, size: number, purpose: string) => ({
    src: address(`icons/${name}.png`),
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  const manifest = {
    name: SITE_NAME,
    short_name: 'Twelve-Factor',
    description: SITE_DESCRIPTION,
    lang: 'en',
    id: address(''),
    start_url: address(''),
    scope: address(''),
    display: 'standalone',
    background_color: '#f8f9f4',
    theme_color: '#f8f9f4',
    icons: [
      { src: address('favicon.svg'), sizes: 'any', type: 'image/svg+xml' },
      icon('icon-192', 192, 'any'),
      icon('icon-512', 512, 'any'),
      icon('maskable-512', 512, 'maskable'),
    ],
  };
  return new Response(JSON.stringify(manifest), { headers: { 'Content-Type': 'application/manifest+json' } });
};
