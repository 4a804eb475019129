import assert from 'node:assert/strict';
import test from 'node:test';
import { RuntimeChoice } from './choice.ts';
import { readHostSettings } from './host-settings.ts';

const settings = (use: string) => readHostSettings({ WEBCONTAINER: use });

/** A storage with one text in it. */
function storageOf(text: string | null) {
  const storage = { text, getItem: () => storage.text, setItem: (_: string, value: string) => (storage.text = value) };
  return storage;
}

test('is what the host set until the reader chooses, and then remembered', () => {
  const storage = storageOf(null);
  assert.equal(new RuntimeChoice(storage, settings('offered')).current, 'embedded');
  const choice = new RuntimeChoice(storage, settings('default'));
  assert.equal(choice.current, 'webcontainer');
  choice.choose('embedded');
  assert.equal(choice.current, 'embedded');
  assert.equal(new RuntimeChoice(storage, settings('default')).current, 'embedded');
});

test('a remembered text that is no runtime is as if there were none', () => {
  for (const damaged of ['', 'toString', '{"runtime":', 'WEBCONTAINER']) {
    assert.equal(new RuntimeChoice(storageOf(damaged), settings('offered')).current, 'embedded');
  }
});

test('a choice of another time counts for nothing where the host has WebContainer off, and stays', () => {
  const storage = storageOf('webcontainer');
  const choice = new RuntimeChoice(storage, settings('off'));
  choice.choose('webcontainer');
  assert.equal(choice.current, 'embedded');
  assert.equal(storage.text, 'webcontainer');
});

test('without a storage the choice holds for the page', () => {
  const forbidden = () => {
    throw new Error('forbidden');
  };
  for (const storage of [null, { getItem: forbidden, setItem: forbidden }]) {
    const choice = new RuntimeChoice(storage, settings('offered'));
    choice.choose('webcontainer');
    assert.equal(choice.current, 'webcontainer');
  }
});
