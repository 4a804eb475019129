/**
 * Splits a command into words as a shell would, without one: quotes, backslashes and `$VAR` / `${VAR}`.
 * A command runs directly and not below a shell, so that a signal for the process reaches the process.
 * @param command the Procfile's command, say `node web.js --name "$NAME"`
 * @param variables what `$NAME` stands for; an unknown one is empty, as in a shell
 * @throws Error for what only a shell could do: an open quote, pipes, redirections, `&&`, globs, `$(…)`
 */
export function splitWords(command: string, variables: Record<string, string | undefined>): string[] {
  const words: string[] = [];
  let word: string | null = null;
  let quote: '"' | "'" | null = null;

  for (let i = 0; i < command.length; i++) {
    const char = command.charAt(i);
    if (quote === "'") {
      if (char === "'") quote = null;
      else word += char;
    } else if (char === '\\') {
      i += 1;
      word = (word ?? '') + command.charAt(i);
    } else if (char === '$') {
      const { name, end } = variableAt(command, i);
      const value = name === '' ? '$' : (variables[name] ?? '');
      if (value !== '' || quote) word = (word ?? '') + value;
      i = end - 1;
    } else if (quote) {
      if (char === quote) quote = null;
      else word += char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= '';
    } else if (/\s/.test(char)) {
      if (word !== null) words.push(word);
      word = null;
    } else if ('|&;<>()`*?'.includes(char)) {
      throw new Error(`"${char}" needs a shell, and commands run without one`);
    } else {
      word = (word ?? '') + char;
    }
  }
  if (quote) throw new Error(`a ${quote} is never closed`);
  if (word !== null) words.push(word);
  return words;
}

function variableAt(command: string, dollar: number): { name: string; end: number } {
  const match = /^\$(?:(\w+)|\{(\w+)\})/.exec(command.slice(dollar));
  if (match) return { name: match[1] ?? match[2] ?? '', end: dollar + match[0].length };
  const next = command.charAt(dollar + 1);
  if (next === '(' || next === '{') throw new Error(`"$${next}" needs a shell, and commands run without one`);
  return { name: '', end: dollar + 1 };
}
