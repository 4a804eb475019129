import assert from 'node:assert/strict';
import test from 'node:test';
import { candidates } from './browser.mjs';

const playwright = '/cache/chromium/chrome';

test('the browser that the caller names is the only candidate', () => {
  const env = { CHROME_PATH: '/opt/chrome', PATH: '/usr/bin' };
  assert.deepEqual(candidates({ env, platform: 'linux', playwright }), ['/opt/chrome']);
});

test("Playwright's own build comes before the system's", () => {
  const list = candidates({ env: { PATH: '/usr/local/bin:/usr/bin' }, platform: 'linux', playwright });
  assert.equal(list[0], playwright);
  assert.ok(list.includes('/usr/local/bin/google-chrome'));
  assert.ok(list.includes('/usr/bin/chromium'));
});

test('macOS and Windows have their own places', () => {
  assert.ok(
    candidates({ env: {}, platform: 'darwin', playwright }).includes(
      '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    ),
  );
  const env = { PROGRAMFILES: 'C:\\Program Files' };
  assert.ok(
    candidates({ env, platform: 'win32', playwright }).includes(
      'C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe',
    ),
  );
});

test('a machine without PATH has no system browsers', () => {
  assert.deepEqual(candidates({ env: {}, platform: 'linux', playwright }), [playwright]);
});
