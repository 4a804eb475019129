import { MARK, type PlatformEvent } from '../protocol.ts';

/** The event that a line of the platform's output holds; null when it is a line of another kind. */
export function eventOf(line: string): PlatformEvent | null {
  return line.startsWith(MARK) ? (JSON.parse(line.slice(MARK.length)) as PlatformEvent) : null;
}
