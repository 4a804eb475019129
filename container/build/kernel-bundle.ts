import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** The kernel's script and the frame's document, as they are served. */
export interface KernelBundle {
  kernel: string;
  frameHtml: string;
}

/** Bundles the kernel into a classic script and the frame into one document. */
export async function bundleKernel(): Promise<KernelBundle> {
  const [kernel, frame] = await Promise.all([bundle('../kernel/main.ts'), bundle('../frame/main.ts')]);
  return { kernel, frameHtml: frameDocument(frame) };
}

async function bundle(entry: string): Promise<string> {
  const input = fileURLToPath(new URL(entry, import.meta.url));
  const build = await rolldown({ input, platform: 'browser', tsconfig: false });
  try {
    const { output } = await build.generate({ format: 'iife', codeSplitting: false, minify: true });
    return output[0].code.trim();
  } finally {
    await build.close();
  }
}

/** Nothing but its own script and the workers it makes may run here, and nothing may be loaded. */
function frameDocument(script: string): string {
  if (/<\/script/i.test(script)) throw new Error('The frame script must not contain a closing script tag.');
  const hash = createHash('sha256').update(script).digest('base64');
  const policy = [
    `default-src 'none'`,
    `script-src 'sha256-${hash}' 'unsafe-eval' 'wasm-unsafe-eval' blob:`,
    // data: for browsers that refuse blob: workers in an opaque origin
    `worker-src blob: data:`,
    `connect-src 'none'`,
  ].join('; ');
  return [
    '<!doctype html>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<title>Container</title>',
    `<script>${script}</script>`,
    '',
  ].join('\n');
}
