// @ts-check
import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join, posix, relative, sep } from 'node:path';
import { root } from './run.mjs';

/**
 * Who may import whom, as an ESLint rule. docs/architecture.md says why.
 *
 * @typedef {'value' | 'type' | 'dynamic'} Kind how something is imported; `dynamic` is `import()`
 *
 * @typedef {object} Room
 * @property {string} path a folder or file, relative to the project; the longest that matches a file is its room
 * @property {(string | { path: string, only: Kind })[]} imports what it may import besides itself: folders or files,
 *   whole or only in one way
 * @property {boolean} node whether it may import Node's own modules
 * @property {'own' | 'project' | string[]} packages those of its own package.json, of the project's, or these
 * @property {string[]} [onDemand] packages of which it may import types, and all else only by a dynamic import()
 */

/** @type {Room[]} */
const rooms = [
  { path: 'examples', imports: [], node: true, packages: 'own' },
  { path: 'platform', imports: [], node: true, packages: [] },
  { path: 'platform/services/pglite', imports: ['platform'], node: true, packages: ['@electric-sql/pglite'] },
  { path: 'container', imports: [], node: false, packages: 'own' },
  {
    path: 'container/programs',
    imports: [{ path: 'container/kernel', only: 'type' }],
    node: true,
    packages: ['semver', 'nanotar', 'pako', 'unbash', 'zod'],
  },
  { path: 'container/build', imports: ['container', 'package.json'], node: true, packages: 'project' },
  {
    path: 'src/lab',
    imports: ['src/content', 'src/site.ts', 'platform/protocol.ts', { path: 'container', only: 'dynamic' }],
    node: false,
    packages: 'project',
    onDemand: ['@webcontainer/api'],
  },
  {
    path: 'src/learn',
    imports: ['src/content', 'src/site.ts', { path: 'src/lab/report.ts', only: 'type' }],
    node: false,
    packages: 'project',
  },
  { path: 'src/offline', imports: [], node: false, packages: [] },
  { path: 'src/content', imports: [], node: true, packages: 'project' },
  {
    path: 'src/components',
    imports: ['src/lab', 'src/learn', 'src/offline', 'src/content', 'src/site.ts'],
    node: true,
    packages: 'project',
  },
  { path: 'src', imports: ['src'], node: true, packages: 'project' },
  { path: 'tools', imports: ['src', 'platform', 'container', 'examples', 'tests'], node: true, packages: 'project' },
  { path: 'tests/packages/app', imports: [], node: true, packages: 'own' },
  { path: 'tests', imports: ['src', 'platform', 'container', 'examples', 'tools'], node: true, packages: 'project' },
  { path: '', imports: ['src', 'tools', 'container/testing'], node: true, packages: 'project' },
];

/**
 * Why a file may not import something.
 *
 * @param {string} file relative to the project, with forward slashes
 * @param {string} specifier as the import writes it
 * @param {Kind} kind
 * @returns {string | undefined} undefined when it may
 */
export function refusal(file, specifier, kind) {
  const room = roomOf(file);
  const name = room.path || 'the project folder';
  const target = specifier.replace(/\?.*$/, '');
  const path = target.startsWith('.') ? posix.join(posix.dirname(file), target) : workspace(target);
  if (path !== undefined) {
    if (file.startsWith('examples/')) {
      return within(path, example(file)) ? undefined : 'An example imports nothing outside its own folder.';
    }
    if (roomOf(path) === room) return undefined;
    const allowed = room.imports.find((each) => within(path, typeof each === 'string' ? each : each.path));
    if (!allowed) return `${name} does not import ${roomOf(path).path || path}.`;
    if (typeof allowed !== 'string' && allowed.only !== kind) {
      return `${name} imports ${allowed.path} only by ${allowed.only === 'dynamic' ? 'a dynamic import()' : 'type'}.`;
    }
    return undefined;
  }
  // Tests stand beside the code but are no part of it: Node and any package of the project may help them.
  const test = /\.test\.\w+$|\/testing\//.test(file);
  if (isBuiltin(target) || target.startsWith('internal/'))
    return room.node || test ? undefined : `${name} does not import Node's modules: it runs in browsers.`;
  if (/^[\w-]+:/.test(target) && !target.startsWith('astro:'))
    return `Nothing is imported from an address (${target}).`;
  if (target.startsWith('/')) return undefined; // an address below the site's own root, taken at run time
  const packageName = target.startsWith('astro:')
    ? 'astro'
    : target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  if (room.onDemand?.includes(packageName) && kind === 'value') {
    return `${name} imports ${packageName} only by type or by a dynamic import().`;
  }
  const packages = test ? [...packagesOf(room, file), ...declared('')] : packagesOf(room, file);
  if (packages.includes(packageName)) return undefined;
  return `${name} does not import the package ${packageName}${room.packages === 'own' ? ': its package.json does not declare it' : ''}.`;
}

/** @param {string} path @returns {Room} */
function roomOf(path) {
  const matching = rooms.filter((room) => within(path, room.path));
  return matching.reduce((best, room) => (room.path.length > best.path.length ? room : best));
}

/** @param {string} path @param {string} folder */
function within(path, folder) {
  return folder === '' ? !path.startsWith('..') : path === folder || path.startsWith(`${folder}/`);
}

/** What the name of one of our own workspaces stands for: `@lab/platform/protocol` is platform/protocol. @param {string} target */
function workspace(target) {
  if (!target.startsWith('@lab/')) return undefined;
  const path = target.slice('@lab/'.length);
  return path.includes('/') ? `${path}.ts` : path;
}

/** The folder of the example that a file belongs to. @param {string} file */
function example(file) {
  return file.split('/', 2).join('/');
}

/** @param {Room} room @param {string} file @returns {string[]} */
function packagesOf(room, file) {
  if (Array.isArray(room.packages)) return room.packages;
  if (room.packages === 'project') return [...declared(''), ...declared(room.path.split('/', 1)[0] ?? '')];
  let folder = posix.dirname(file);
  while (folder !== '.' && !existsSync(join(root, folder, 'package.json'))) folder = posix.dirname(folder);
  return folder === '.' ? [] : declared(folder);
}

/** The packages that a folder's package.json declares. @param {string} folder @returns {string[]} */
function declared(folder) {
  const file = join(root, folder, 'package.json');
  if (!existsSync(file)) return [];
  const { dependencies, devDependencies } = JSON.parse(readFileSync(file, 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies });
}

/** @type {import('eslint').Rule.RuleModule} */
export const roomsRule = {
  meta: { type: 'problem', docs: { description: 'who may import whom' }, schema: [] },
  create(context) {
    const file = relative(root, context.filename).split(sep).join('/');
    /**
     * @param {import('estree').Node} node
     * @param {unknown} source
     * @param {Kind} kind
     */
    const check = (node, source, kind) => {
      if (typeof source !== 'string') return;
      const reason = refusal(file, source, kind);
      if (reason) context.report({ node, message: `'${source}' must not be imported here. ${reason}` });
    };
    /** @param {any} node an import or export declaration, with TypeScript's additions */
    const declaration = (node) => {
      const named = node.specifiers ?? [];
      const types =
        named.length > 0 &&
        named.every((/** @type {any} */ each) => each.importKind === 'type' || each.exportKind === 'type');
      const kind = types || node.importKind === 'type' || node.exportKind === 'type' ? 'type' : 'value';
      check(node, node.source?.value, kind);
    };
    return {
      ImportDeclaration: declaration,
      ExportNamedDeclaration: declaration,
      ExportAllDeclaration: declaration,
      ImportExpression: (node) => check(node, node.source.type === 'Literal' && node.source.value, 'dynamic'),
      /** @param {any} node `import('x').T` in a type */
      TSImportType: (node) => check(node, node.source?.value ?? node.argument?.literal?.value, 'type'),
      CallExpression: (node) => {
        const [argument] = node.arguments;
        if (node.callee.type !== 'Identifier' || node.callee.name !== 'require' || argument?.type !== 'Literal') return;
        check(node, argument.value, 'value');
      },
    };
  },
};
