/** Places in a tree of packages, as a lockfile writes them: `node_modules/a/node_modules/b`; the root is `''`. */

/** The root, and every package on the way down to a path, itself included. */
export function ancestors(path: string): string[] {
  const chain = [''];
  for (let at = path.indexOf('/node_modules/'); at >= 0; at = path.indexOf('/node_modules/', at + 1)) {
    chain.push(path.slice(0, at));
  }
  if (path !== '') chain.push(path);
  return chain;
}

/** Where a package's own copy of another one lies. */
export function child(parent: string, name: string): string {
  return `${parent === '' ? '' : `${parent}/`}node_modules/${name}`;
}

/** The package in whose `node_modules` a path lies. */
export function ownerOf(path: string): string {
  const at = path.lastIndexOf('/node_modules/');
  return at < 0 ? '' : path.slice(0, at);
}

/** The name of the package at a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}
