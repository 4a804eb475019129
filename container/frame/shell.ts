/**
 * A document around the frame, for pages under a service worker. Browsers ask no service worker for a sandboxed
 * document, so the frame itself can come neither out of a cache nor with headers that a server lacks. This document can,
 * and it makes the frame out of a text that it brings along. It passes on what page and frame say to each other.
 */

// Put before this script by the build: the text of frame.html.
declare const FRAME_HTML: string;

const frame = document.createElement('iframe');
addEventListener('message', (event) => {
  const { source, data, ports, origin } = event;
  if (source === frame.contentWindow) parent.postMessage(data, self.origin);
  // The frame's origin is opaque, which only `*` can address.
  else if (source === parent && origin === self.origin) frame.contentWindow?.postMessage(data, '*', [...ports]);
});
frame.setAttribute('sandbox', 'allow-scripts');
frame.allow = 'cross-origin-isolated';
frame.srcdoc = FRAME_HTML;
document.documentElement.append(frame);
