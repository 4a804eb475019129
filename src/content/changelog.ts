import { readFileSync } from 'node:fs';

/** A version of the site and what it brought. */
export interface Release {
  /** `Unreleased`, or a version. */
  title: string;
  /** `2026-11-26`; null for what is not released yet. */
  date: string | null;
  entries: string[];
}

/** The changelog: CHANGELOG.md is the one place where it is written. */
export function readChangelog(): Release[] {
  return parseChangelog(readFileSync('CHANGELOG.md', 'utf8'));
}

/**
 * Parses `## 1.2.0, 2026-11-26` and the `- ` entries below it.
 * @throws Error that names a line that is none of these
 */
export function parseChangelog(text: string): Release[] {
  const releases: Release[] = [];
  text.split('\n').forEach((line, index) => {
    const release = releases.at(-1);
    const heading = /^## ([^,]+?)(?:, (\d{4}-\d\d-\d\d))?$/.exec(line);
    if (heading) releases.push({ title: heading[1]!, date: heading[2] ?? null, entries: [] });
    else if (line.startsWith('- ') && release) release.entries.push(line.slice(2).trim());
    else if (/^ {2}\S/.test(line) && release?.entries.length)
      release.entries.push(`${release.entries.pop()!} ${line.trim()}`);
    else if (line.trim() !== '' && !line.startsWith('# ')) {
      throw new Error(`CHANGELOG.md:${index + 1}: expected "## version, date" or "- entry", found: ${line}`);
    }
  });
  return releases;
}

/** An entry in pieces: plain text, and what stands between backticks. */
export function pieces(entry: string): { text: string; code: boolean }[] {
  return entry
    .split('`')
    .map((text, index) => ({ text, code: index % 2 === 1 }))
    .filter(({ text }) => text !== '');
}
