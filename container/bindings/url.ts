/**
 * `internalBinding('url')`: Node's URL class keeps a string and the places of its parts. The browser parses; this finds
 * the places (ada's url_components).
 */

import punycode from 'punycode/punycode.es6.js';
import { host } from '../process/host.ts';
import type { Binding } from './shape.ts';

const OMITTED = 0xffffffff;
/** ada's numbers for schemes. */
const SCHEMES: Record<string, number> = { 'http:': 0, 'https:': 2, 'ws:': 3, 'ftp:': 4, 'wss:': 5, 'file:': 6 };
const NOT_SPECIAL = 1;

/** [protocol end, user name end, host start, host end, port, pathname start, search start, hash start, scheme] */
const urlComponents = new Uint32Array(9);

function publish(url: URL): string {
  const { href } = url;
  const protocolEnd = url.protocol.length;
  let usernameEnd = protocolEnd;
  let hostStart = protocolEnd;
  let hostEnd = protocolEnd;
  let pathnameStart = protocolEnd;
  if (href.startsWith('//', protocolEnd)) {
    usernameEnd = protocolEnd + 2 + url.username.length;
    hostStart = usernameEnd + (url.password ? 1 + url.password.length : 0);
    const credentials = Boolean(url.username || url.password);
    hostEnd = hostStart + (credentials ? 1 : 0) + url.hostname.length;
    pathnameStart = hostEnd + (url.port === '' ? 0 : 1 + url.port.length);
  } else if (href.startsWith('/.', protocolEnd) && url.pathname.startsWith('//')) {
    pathnameStart = protocolEnd + 2;
  }
  const afterPath = pathnameStart + url.pathname.length;
  const hash = href.indexOf('#', afterPath);
  const search = href.indexOf('?', afterPath);
  urlComponents.set([
    protocolEnd,
    usernameEnd,
    hostStart,
    hostEnd,
    url.port === '' ? OMITTED : Number(url.port),
    pathnameStart,
    search >= 0 && (hash < 0 || search < hash) ? search : OMITTED,
    hash >= 0 ? hash : OMITTED,
    SCHEMES[url.protocol] ?? NOT_SPECIAL,
  ]);
  return href;
}

function parse(input: string, base: string | undefined, raise: boolean): string | undefined {
  let url: URL;
  try {
    url = base === undefined ? new host.URL(input) : new host.URL(input, base);
  } catch {
    if (!raise) return undefined;
    throw Object.assign(new TypeError('Invalid URL'), {
      code: 'ERR_INVALID_URL',
      input,
      ...(base === undefined ? {} : { base }),
    });
  }
  return publish(url);
}

/** enum url_update_action of src/node_url.h */
const UPDATES = [
  'protocol',
  'host',
  'hostname',
  'port',
  'username',
  'password',
  'pathname',
  'search',
  'hash',
  'href',
] as const;

export function createUrlBinding(): Binding {
  return {
    urlComponents,
    parse,
    canParse: (input: string, base?: string) => host.URL.canParse(input, base),
    getOrigin: (href: string) => new host.URL(href).origin,
    domainToASCII: (name: string) => parsedHost(name),
    domainToUnicode: (name: string) => punycode.toUnicode(parsedHost(name)),
    format(href: string, hash: boolean, unicode: boolean, search: boolean, auth: boolean) {
      const url = new host.URL(href);
      if (!hash) url.hash = '';
      if (!search) url.search = '';
      if (!auth) {
        url.username = '';
        url.password = '';
      }
      return unicode ? url.href.replace(url.hostname, punycode.toUnicode(url.hostname)) : url.href;
    },
    /** `hostname`: of a path on another machine, as Windows has them. */
    pathToFileURL(path: string, windows: boolean, hostname?: string) {
      // What the URL parser would take for something else is escaped first (src/node_url.cc says which).
      const escaped = path.replace(
        windows ? /[%\n\r\t?#[\]^|~]/g : /[%\\\n\r\t?#[\]^|~]/g,
        (character) => `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
      );
      const url = new host.URL('file:///');
      url.pathname = escaped;
      if (hostname !== undefined) url.hostname = hostname;
      return publish(url);
    },
    update(href: string, action: number, value: string) {
      const url = new host.URL(href);
      const part = UPDATES[action];
      if (part === undefined) throw new Error(`Unknown URL update ${action}`);
      try {
        url[part] = value;
      } catch {
        return false; // The setter of href refuses what does not parse.
      }
      return publish(url);
    },
  };
}

function parsedHost(name: string): string {
  try {
    return new host.URL(`ws://${name}`).hostname;
  } catch {
    return ''; // Not a host name: Node answers an empty string.
  }
}
