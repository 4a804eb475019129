import type { FileSystemTree } from './runtime/container.ts';

/** How far a large file is loaded. */
export interface Progress {
  /** What is loading, as the reader would say it. */
  what: string;
  /** Bytes that have come. */
  bytes: number;
  /** Bytes in all; null when the server does not say. */
  total: number | null;
}

/**
 * Loads a pack: files with bytes of any kind, as tools/pack.ts writes them.
 * @throws Error when it does not load, or when the signal aborts it
 */
export async function loadPack(
  url: string,
  { signal, progress }: { signal: AbortSignal; progress: (bytes: number, total: number | null) => void },
): Promise<FileSystemTree> {
  const response = await fetch(url, { signal });
  if (!response.ok || response.body === null) throw new Error(`the server answered ${response.status}`);
  const length = Number(response.headers.get('content-length'));
  let bytes = 0;
  const counted = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
    transform(part, controller) {
      bytes += part.length;
      progress(bytes, length > 0 ? length : null);
      controller.enqueue(part);
    },
  });
  return readPack(response.body.pipeThrough(counted));
}

/** Reads a pack: gzip over a line of JSON, `[[path, size], …]`, and the files' bytes in that order. */
export async function readPack(packed: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<FileSystemTree> {
  const unpacked = packed.pipeThrough(new DecompressionStream('gzip'));
  const bytes = new Uint8Array(await new Response(unpacked).arrayBuffer());
  const end = bytes.indexOf(10);
  const files = JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))) as [path: string, size: number][];
  const tree: FileSystemTree = {};
  let at = end + 1;
  for (const [path, size] of files) tree[path] = { file: { contents: bytes.subarray(at, (at += size)) } };
  return tree;
}
