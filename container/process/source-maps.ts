/** Where a place in a compiled file comes from, for `--enable-source-maps`. */

import type { Place } from './call-sites.ts';
import { library } from './library.ts';

/** The library's cache of source maps. */
interface SourceMaps {
  getSourceMapsSupport(): { enabled: boolean };
  findSourceMap(file: string): SourceMap | undefined;
}

interface SourceMap {
  /** Lines and columns from 0; nothing where the map says nothing. */
  findEntry(line: number, column: number): { originalSource?: string; originalLine?: number; originalColumn?: number };
}

/**
 * The place that a map names for this one; null when maps are off, or none does. A map that is wrong must not cost the
 * error whose stack is read: as in Node, `NODE_DEBUG=source_map` tells of it.
 */
export function originalPlace({ file, line, column }: Place): Place | null {
  const maps = library.require('internal/source_map/source_map_cache') as SourceMaps;
  if (!maps.getSourceMapsSupport().enabled) return null;
  try {
    const entry = maps.findSourceMap(file)?.findEntry(line - 1, column - 1);
    const { originalSource, originalLine, originalColumn } = entry ?? {};
    if (originalSource === undefined || originalLine === undefined || originalColumn === undefined) return null;
    const { fileURLToPath } = library.require('url') as { fileURLToPath(url: string): string };
    const source = originalSource.startsWith('file:') ? fileURLToPath(originalSource) : originalSource;
    return { file: source, line: originalLine + 1, column: originalColumn + 1 };
  } catch (error) {
    const { debuglog } = library.require('util') as { debuglog(set: string): (error: unknown) => void };
    debuglog('source_map')(error);
    return null;
  }
}
