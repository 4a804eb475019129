import { constants, existsSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';

export interface Wanted {
  /** The environment variable that may name the program's file. */
  variable: string;
  /** What it may be called on the PATH. */
  names: string[];
  /** Where it may be besides the PATH: absolute files. */
  places?: string[];
  /** What to install, for the message. */
  install: string;
}

/**
 * The file of a program that the machine has.
 * @throws Error that says what to install
 */
export async function findProgram({ variable, names, places = [], install }: Wanted): Promise<string> {
  const named = process.env[variable];
  if (named) {
    if (existsSync(named)) return named;
    throw new Error(`${variable} is "${named}", and there is no such file.`);
  }
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean);
  const files = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  for (const file of [...files, ...places]) {
    if (
      await access(file, constants.X_OK).then(
        () => true,
        () => false,
      )
    )
      return file;
  }
  throw new Error(`This machine has no ${names.join(' or ')}. Install ${install}, or name the program in ${variable}.`);
}
