/** What the service worker knows of the site's files: the build writes it in front of the worker's script. */
export interface SiteFiles {
  /** A hash over all files: two builds of the same are the same version. */
  version: string;
  /** Path from the site's root → file. */
  files: Record<string, SiteFile>;
}

/** Hash of its bytes, how many they are, and the part of the site that it belongs to. */
export type SiteFile = [hash: string, size: number, part: Part];

/** What is kept together, in the order in which a reader comes to want it. */
export const parts = ['reading', 'container', 'examples', 'postgres'] as const;

export type Part = (typeof parts)[number];

/** The hash of a file, as {@link SiteFile} has it: half of its SHA-256. Node and browsers both have `crypto`. */
export async function hashOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return [...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * The file that an address stands for, as a static server finds it; null when there is none.
 * @param path from the site's root, without a leading slash
 */
export function fileAt(files: SiteFiles['files'], path: string): string | null {
  if (path === '' || path.endsWith('/')) path += 'index.html';
  return Object.hasOwn(files, path) ? path : null;
}
