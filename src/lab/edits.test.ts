import assert from 'node:assert/strict';
import test from 'node:test';
import { EditStore, hashOf } from './edits.ts';
import type { EditStorage } from './edits.ts';

class MemoryStorage implements EditStorage {
  readonly items = new Map<string, string>();
  get length(): number {
    return this.items.size;
  }
  key(index: number): string | null {
    return [...this.items.keys()][index] ?? null;
  }
  getItem(key: string): string | null {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.items.set(key, value);
  }
  removeItem(key: string): void {
    this.items.delete(key);
  }
}

const edit = (path: string, text: string) => ({ path, text, original: hashOf('published') });
const texts = (store: EditStore) => [...store.load().edits.values()].map(({ path, text }) => [path, text]);

test('edits come back, and those of another example do not', () => {
  const storage = new MemoryStorage();
  new EditStore(storage, '06-processes').save(edit('wrong/web.js', 'mine'));
  assert.deepEqual(texts(new EditStore(storage, '06-processes')), [['wrong/web.js', 'mine']]);
  assert.deepEqual(texts(new EditStore(storage, '07-port-binding')), []);
});

test('a damaged record is told and kept aside; the others are read', () => {
  const storage = new MemoryStorage();
  const store = new EditStore(storage, 'x');
  store.save(edit('wrong/web.js', 'mine'));
  store.save(edit('wrong/Procfile', 'web: node web.js'));
  const [key] = [...storage.items.keys()];
  storage.setItem(key!, '{"schema":1,"text":');
  const { edits, damaged } = store.load();
  assert.deepEqual([...edits.keys()], ['wrong/Procfile']);
  assert.equal(damaged.length, 1);
  assert.equal(storage.getItem(damaged[0]!), '{"schema":1,"text":');
  assert.deepEqual(store.load().damaged, []);
});

test('a record of another schema counts as damaged: it is not guessed at', () => {
  const storage = new MemoryStorage();
  storage.setItem('lab:edit:x:wrong/web.js', JSON.stringify({ schema: 99, text: 'future' }));
  const { edits, damaged } = new EditStore(storage, 'x').load();
  assert.equal(edits.size, 0);
  assert.match(storage.getItem(damaged[0]!) ?? '', /future/);
});

test('a reset can be undone, and swaps with what was edited since', () => {
  const store = new EditStore(new MemoryStorage(), 'x');
  store.save(edit('wrong/web.js', 'first'));
  store.setAside(['wrong/web.js']);
  assert.deepEqual(texts(store), []);
  store.save(edit('wrong/web.js', 'second'));
  store.bringBack();
  assert.deepEqual(texts(store), [['wrong/web.js', 'first']]);
  store.bringBack();
  assert.deepEqual(texts(store), [['wrong/web.js', 'second']]);
});

test('a second reset does not throw away what the first one put aside', () => {
  const storage = new MemoryStorage();
  const store = new EditStore(storage, 'x');
  store.save(edit('a.js', 'precious'));
  store.setAside(['a.js']);
  store.save(edit('b.js', 'other'));
  store.setAside(['b.js']);
  assert.ok([...storage.items.values()].some((raw) => raw.includes('precious')));
});
