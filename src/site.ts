export const SITE_NAME = 'Twelve-Factor Lab';
export const SITE_DESCRIPTION =
  'Learn the Twelve-Factor App by watching it break: live experiments on real processes, in your browser.';

/**
 * The address of a page or file of this site, below the base path that it is hosted under.
 * @param path from the site's root, without a leading slash: `search/`
 */
export function address(path: string): string {
  return `${import.meta.env.BASE_URL.replace(/\/$/, '')}/${path}`;
}
