import assert from 'node:assert/strict';
import test from 'node:test';
import { readHostSettings } from './host-settings.ts';

test('offers WebContainer, without a key, unless the host says otherwise', () => {
  assert.deepEqual(readHostSettings({}), { use: 'offered', apiKey: null, coep: 'require-corp' });
  assert.deepEqual(
    readHostSettings({
      WEBCONTAINER: 'default',
      WEBCONTAINER_API_KEY: 'wc_api_1',
      WEBCONTAINER_COEP: 'credentialless',
    }),
    { use: 'default', apiKey: 'wc_api_1', coep: 'credentialless' },
  );
});

test('an empty variable is one that is not set', () => {
  const empty = { WEBCONTAINER: '', WEBCONTAINER_API_KEY: '', WEBCONTAINER_COEP: '' };
  assert.deepEqual(readHostSettings(empty), readHostSettings({}));
});

test('names the variable that is wrong, and what it may be', () => {
  assert.throws(
    () => readHostSettings({ WEBCONTAINER: 'on' }),
    /WEBCONTAINER is "on": it can be off, offered, default/,
  );
  assert.throws(() => readHostSettings({ WEBCONTAINER_COEP: 'same-origin' }), /WEBCONTAINER_COEP .*credentialless/);
  assert.throws(() => readHostSettings({ WEBCONTAINER_API_KEY: 'a b' }), /WEBCONTAINER_API_KEY is "a b"/);
  assert.throws(() => readHostSettings({ WEBCONTAINER: 'off', WEBCONTAINER_API_KEY: 'k' }), /leave one of the two out/);
});
