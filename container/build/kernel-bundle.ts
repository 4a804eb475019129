import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { rolldown } from 'rolldown';

/** The kernel's script, the frame's document and the one around it, as they are served. */
export interface KernelBundle {
  kernel: string;
  frameHtml: string;
  shellHtml: string;
}

/** Bundles the kernel into a classic script, and the frame and its shell into a document each. */
export async function bundleKernel(): Promise<KernelBundle> {
  const [kernel, frame, shell] = await Promise.all(
    ['../kernel/main.ts', '../frame/main.ts', '../frame/shell.ts'].map(bundle),
  );
  const frameHtml = frameDocument(frame!);
  const text = JSON.stringify(frameHtml).replaceAll('<', '\\x3c');
  const shellScript = `const FRAME_HTML=${text};${shell!}`;
  // A frame made of a text is bound by the policy of the document around it too.
  return { kernel: kernel!, frameHtml, shellHtml: isolatedDocument(shellScript, [frame!]) };
}

async function bundle(entry: string): Promise<string> {
  const input = fileURLToPath(new URL(entry, import.meta.url));
  const build = await rolldown({ input, platform: 'browser', tsconfig: false });
  try {
    const { output } = await build.generate({ format: 'iife', strict: true, codeSplitting: false, minify: true });
    return output[0].code.trim();
  } finally {
    await build.close();
  }
}

function frameDocument(script: string): string {
  return isolatedDocument(script, []);
}

/** Nothing but its own script and the workers it makes may run here, and nothing may be loaded. */
function isolatedDocument(script: string, inside: string[]): string {
  if (/<\/script/i.test(script)) throw new Error('The frame script must not contain a closing script tag.');
  const policy = [
    `default-src 'none'`,
    `script-src ${[script, ...inside].map(hashOf).join(' ')} 'unsafe-eval' 'wasm-unsafe-eval' blob:`,
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

function hashOf(script: string): string {
  return `'sha256-${createHash('sha256').update(script).digest('base64')}'`;
}
