import { z } from './zod.ts';
import type { FileSystemTree } from './runtime/container.ts';

/** A packed file: text as it is, anything else as base64 (tools/pack-labs.ts writes them). */
const fileSchema = z.union([
  z.object({ contents: z.string() }),
  z.object({ base64: z.base64() }).transform(({ base64 }) => ({ contents: bytesOf(base64) })),
]);

/** Files as the build packs them, to mount. */
export const treeSchema: z.ZodType<FileSystemTree> = z.record(
  z.string(),
  z.union([
    z.object({ file: fileSchema }),
    z.object({
      get directory() {
        return treeSchema;
      },
    }),
  ]),
);

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
}
