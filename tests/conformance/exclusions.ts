/**
 * Files of Node's tests that ask for what the container does not set out to be, each with the reason. A file that no
 * rule matches is counted, unless plain Node itself does not pass it.
 */
export interface Exclusion {
  reason: string;
  /** Matched against the flags on the file's `// Flags:` line. */
  flags?: RegExp;
  /** Matched against the text of the file. */
  text?: RegExp;
}

/** A text that takes a module by `require` or `import`. */
const uses = (names: string): RegExp => new RegExp(`(require\\(|from |import\\()['"](node:)?(${names})['"]`);

/** A text that takes a helper of Node's test directory. */
const helps = (names: string): RegExp => new RegExp(`common/(${names})\\b`);

const anyOf = (...patterns: RegExp[]): RegExp => new RegExp(patterns.map(({ source }) => source).join('|'));

export const exclusions: Exclusion[] = [
  {
    reason: 'looks into Node’s internals',
    flags: /--expose-internals/,
    text: /--expose-internals|internalBinding\(|process\.binding\(/,
  },
  {
    reason: 'needs flags of V8, or the moment at which memory is freed',
    flags:
      /--(expose[-_]gc|gc-|harmony|js-|allow-natives-syntax|max-|stack-size|stress|jitless|predictable|no-opt|always-)/,
    text: anyOf(helps('gc'), /%[A-Z]\w+\(|--(expose[-_]gc|max[-_]old|allow-natives-syntax|stack-size)/),
  },
  {
    reason: 'needs flags that change what Node is',
    flags:
      /--(experimental(?!-test-(isolation|module-mocks))|permission|frozen|disable-proto|no-experimental|inspect|trace|snapshot|build|env-file|openssl|force|enable-fips|zero-fill|icu|insecure|security|dns|network|title|abort|interpreted|perf|cpu-prof|report|watch|secure|tls|node-|test-(coverage|udp)|expose-externalize|no-async|async-context)/,
  },
  { reason: 'is about TLS', text: anyOf(uses('https|tls|_tls_\\w+|quic'), helps('tls|quic'), /createSecureServer\(/) },
  { reason: 'needs a Unix socket', text: /common\.PIPE\b|\.sock['"`]/ },
  { reason: 'needs names or networks outside', text: anyOf(uses('dns|dns/promises'), helps('internet|dns')) },
  {
    // Files that merely name the classes are counted.
    reason: 'needs zstd',
    text: /zlib\.(createZstd|zstd)|new zlib\.Zstd/,
  },
  {
    reason: 'needs native code, or users of the machine',
    text: anyOf(helps('addon\\S*'), /\/build\/|process\.(dlopen|set(e?[ug]id|groups)|initgroups|abort|execve)\(/),
  },
];
