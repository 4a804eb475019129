import { createHash } from 'node:crypto';
import { WEBCONTAINER_ORIGIN } from '../lab/runtime/host-settings.ts';

/**
 * The content security policy of every page: everything comes from this site, nothing is inline; only WebContainer's
 * frame may come from another one.
 * `wasm-unsafe-eval` lets the search compile its WebAssembly; it does not allow `eval`.
 * @param inlineScripts the exact text of the inline scripts that a page may run
 * @param webcontainer whether a reader may choose WebContainer, which works in a frame from StackBlitz
 */
export function contentSecurityPolicy(inlineScripts: readonly string[], webcontainer: boolean): string {
  const hashes = inlineScripts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`);
  return [
    "default-src 'self'",
    `script-src ${["'self'", "'wasm-unsafe-eval'", ...hashes].join(' ')}`,
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    `frame-src 'self'${webcontainer ? ` ${WEBCONTAINER_ORIGIN}` : ''}`,
    "worker-src 'self'",
    "object-src 'none'",
    "base-uri 'self'",
    "form-action 'self'",
  ].join('; ');
}
