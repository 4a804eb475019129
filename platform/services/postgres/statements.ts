import { textAndRest, type Message } from './messages.ts';

/** A statement that a client sent, as the database's log has it. */
export interface Statement {
  /** Milliseconds since 1970. */
  at: number;
  /** Number of the connection, counted from 1 since the database was started. */
  connection: number;
  /** What the client says it is (`application_name`), or null. */
  application: string | null;
  text: string;
  /** What the database said against it, or null. */
  error: string | null;
}

/** The SQL that a message carries (a simple query, or one to prepare), or null. */
export function sqlOf({ letter, body }: Message): string | null {
  if (letter === 'Q') return textAndRest(body)[0];
  if (letter === 'P') return textAndRest(textAndRest(body)[1])[0];
  return null;
}
