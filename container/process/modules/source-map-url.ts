/** What the last `sourceMappingURL` comment of a text names, as V8 reads it; undefined when there is none. */
export function sourceMapUrlOf(source: string): string | undefined {
  const at = source.lastIndexOf('sourceMappingURL=');
  if (at < 0 || !/\/\/[#@][ \t]$/.test(source.slice(Math.max(0, at - 4), at))) return undefined;
  return /^sourceMappingURL=([^\s'"]+)[ \t]*(?:[\r\n]|$)/.exec(source.slice(at))?.[1];
}
