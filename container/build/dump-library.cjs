/**
 * Run by the pinned Node with `--expose-internals`: prints, as JSON, the text of Node's own JavaScript library and what
 * its native bindings look like from JavaScript (names and constants, no code). Node is MIT-licensed; the output is a
 * build product and never committed.
 */
'use strict';

const { internalBinding } = require('internal/test/binding');

/** Modules that a service may use: what they load is the core that every process gets at once. */
const SERVICE_MODULES = [
  'http',
  'net',
  'fs',
  'fs/promises',
  'child_process',
  'crypto',
  'readline',
  'readline/promises',
  'url',
  'path',
  'stream',
  'stream/promises',
  'events',
  'util',
  'os',
  'timers',
  'timers/promises',
  'string_decoder',
  'querystring',
  'buffer',
  'async_hooks',
  'cluster', // loaded by whatever listens
  'module',
  'process',
  'dns',
  'tty',
  'perf_hooks',
];

/**
 * What many programs load besides in their first lines: the clients of stores and databases, the platform, and whoever
 * writes an object to the console. None of it may have to wait for all of the library.
 */
const OFTEN_MODULES = [
  'assert',
  'tls',
  'dns/promises',
  'stream/consumers',
  'util/types',
  'internal/crypto/webcrypto',
  'internal/fs/rimraf',
  'internal/navigator',
  'internal/util/colors',
  'internal/util/parse_args/parse_args',
];

/** How a value of a binding looks: enough to make a stand-in of the same shape. See bindings/shape.ts. */
function shapeOf(value, depth = 0) {
  switch (typeof value) {
    case 'undefined':
      return { kind: 'undefined' };
    case 'bigint':
      return { kind: 'bigint', value: String(value) };
    case 'symbol':
      return { kind: 'symbol', value: value.description };
    case 'number':
      return Number.isFinite(value) ? { kind: 'value', value } : { kind: 'number', value: String(value) };
    case 'string':
    case 'boolean':
      return { kind: 'value', value };
    case 'function':
      return {
        kind: 'function',
        methods: value.prototype ? Object.getOwnPropertyNames(value.prototype).filter((n) => n !== 'constructor') : [],
        statics: properties(
          value,
          depth,
          Object.getOwnPropertyNames(value).filter(
            (n) => !['length', 'name', 'prototype', 'arguments', 'caller'].includes(n),
          ),
        ),
      };
  }
  if (value === null) return { kind: 'value', value };
  if (ArrayBuffer.isView(value)) {
    return {
      kind: 'typed-array',
      type: value.constructor.name,
      length: value.length,
      values: Array.from(value, Number),
    };
  }
  if (value instanceof Map) return { kind: 'map', entries: [...value] };
  if (Array.isArray(value)) return { kind: 'array', items: value.map((item) => shapeOf(item, depth + 1)) };
  return { kind: 'object', properties: depth > 4 ? {} : properties(value, depth, Object.getOwnPropertyNames(value)) };
}

function properties(object, depth, names) {
  const shapes = {};
  for (const name of names) {
    let value;
    try {
      value = object[name];
    } catch {
      continue; // A getter that wants a real instance has no shape of its own.
    }
    shapes[name] = shapeOf(value, depth + 1);
  }
  return shapes;
}

// DEP0111 warns against process.binding; it is the one way to the text that the binary carries.
process.noDeprecation = true;
const natives = process.binding('natives');
const texts = Object.fromEntries(Object.entries(natives).filter(([, text]) => typeof text === 'string'));

const loaded = () =>
  process.moduleLoadList.filter((line) => line.startsWith('NativeModule ')).map((line) => line.slice(13));
for (const name of SERVICE_MODULES) require(name);
const core = loaded();
for (const name of OFTEN_MODULES) require(name);
const often = loaded();

const bindingNames = new Set();
for (const text of Object.values(texts)) {
  for (const match of text.matchAll(/internalBinding\('(\w+)'\)/g)) bindingNames.add(match[1]);
}

const shapes = {};
for (const name of bindingNames) {
  if (name === 'natives' || name === 'builtins') continue;
  try {
    shapes[name] = shapeOf(internalBinding(name));
  } catch {
    shapes[name] = { kind: 'object', properties: {} }; // Of another build (quic), or hidden from JavaScript.
  }
}

const options = { ...internalBinding('options').getCLIOptionsValues() };
const { options: kinds, aliases } = internalBinding('options').getCLIOptionsInfo();

const symbols = Object.entries(internalBinding('symbols')).map(([name, symbol]) => [name, symbol.description]);

require('fs').writeSync(
  1,
  JSON.stringify({
    version: process.version,
    versions: process.versions,
    release: process.release,
    config: JSON.stringify(process.config),
    texts,
    core,
    often,
    shapes,
    options,
    optionsInfo: { options: [...kinds], aliases: [...aliases] },
    errno: [...internalBinding('uv').getErrorMap()],
    privateSymbols: Object.keys(internalBinding('util').privateSymbols),
    isolateSymbols: symbols,
    languageGlobals: require('vm').runInNewContext('Object.getOwnPropertyNames(globalThis)'),
  }),
);
