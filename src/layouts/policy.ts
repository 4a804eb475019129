import { createHash } from 'node:crypto';

/**
 * The content security policy of every page: everything comes from this site, nothing is inline.
 * `wasm-unsafe-eval` lets the search compile its WebAssembly; it does not allow `eval`.
 * @param inlineScripts the exact text of the inline scripts that a page may run
 */
export function contentSecurityPolicy(inlineScripts: readonly string[]): string {
  const hashes = inlineScripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'self'",
    `script-src ${["'self'", "'wasm-unsafe-eval'", ...hashes].join(' ')}`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
  ].join('; ');
}
