import { createHighlighter, type BundledLanguage, type ThemeRegistrationRaw } from 'shiki';

/** What a part of a line is: keyword, string, comment; undefined for the rest. Style sheets know these as classes. */
export type TokenKind = 'k' | 's' | 'c';

export interface Token {
  text: string;
  kind: TokenKind | undefined;
}

// Shiki gives each token a colour and would write it as a style attribute, which our content security policy forbids.
// So this theme's colours are only names, which are turned back into the three kinds that the listings tell apart.
const kinds: Record<string, TokenKind> = { '#00000A': 'k', '#00000B': 's', '#00000C': 'c' };
const scopes: Record<TokenKind, string[]> = {
  k: ['keyword.control', 'keyword.operator.new', 'keyword.operator.expression', 'storage', 'constant.language'],
  s: ['string', 'support.type.property-name.json'],
  // A comment's inside may be marked up, as JSDoc is: it stays a comment.
  c: ['comment', 'comment storage', 'comment keyword'],
};

const theme: ThemeRegistrationRaw = {
  name: 'kinds',
  settings: Object.entries(kinds).map(([foreground, kind]) => ({ scope: scopes[kind], settings: { foreground } })),
  fg: '#000000',
  bg: '#FFFFFF',
};

const languages: Record<string, BundledLanguage> = { js: 'javascript', mjs: 'javascript', json: 'json' };
const highlighter = createHighlighter({ themes: [theme], langs: [...new Set(Object.values(languages))] });

/**
 * Splits a file's text into lines of tokens.
 * @param file its name; by its extension the language is chosen, and a file without a known one is plain text
 */
export async function highlight(text: string, file: string): Promise<Token[][]> {
  const lang = languages[file.split('.').at(-1) ?? ''] ?? 'text';
  const { tokens } = (await highlighter).codeToTokens(text.trimEnd(), {
    lang,
    theme: 'kinds',
    // By default a line that takes long is left half done, which on a busy machine happens to any first line.
    tokenizeTimeLimit: 0,
  });
  return tokens.map((line) =>
    line.map(({ content, color }) => ({ text: content, kind: kinds[color?.toUpperCase() ?? ''] })),
  );
}
