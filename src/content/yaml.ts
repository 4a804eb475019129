import { LineCounter, isNode, parseDocument } from 'yaml';
import { z } from 'zod';

/** A parsed YAML file that still knows its lines. */
export interface YamlFile<T> {
  data: T;
  /**
   * An error about a part of the file, with its file and line.
   * @param path keys and indices from the file's root to the part
   */
  problem: (path: PropertyKey[], message: string) => Error;
}

/**
 * Parses a YAML text by a schema.
 * @param file its name, for messages
 * @throws Error that names the file, the line of each wrong part and what it should be
 */
export function parseYaml<T>(text: string, file: string, schema: z.ZodType<T>): YamlFile<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const lineAt = (offset: number) => lines.linePos(offset).line;
  /** The line of a part, or of the nearest one around it when it is missing. */
  const lineOf = (path: PropertyKey[]): number => {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lineAt(node.range[0]);
    }
    return 1;
  };
  const [error] = document.errors;
  if (error) throw new Error(`${file}:${lineAt(error.pos[0])}: this is not YAML: ${error.message}`);
  const result = schema.safeParse(document.toJS());
  if (!result.success) {
    const problems = result.error.issues.map(
      ({ path, message }) => `${file}:${lineOf(path)}: ${path.map(String).join('.') || 'the file'}: ${message}`,
    );
    throw new Error(problems.join('\n'));
  }
  return { data: result.data, problem: (path, message) => new Error(`${file}:${lineOf(path)}: ${message}`) };
}
