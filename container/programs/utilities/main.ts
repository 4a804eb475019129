/**
 * The small programs that people expect beside a shell: one text for all of them, which is loaded when one is run. Which
 * it is says its name, as in a busybox.
 */

import type { UtilityName } from '../../kernel/programs.ts';
import { env, xargs } from './commands.ts';
import { Failure, complain, flush, type Utility } from './common.ts';
import { curl } from './curl.ts';
import { cp, mkdir, mv, rm, rmdir, tee, touch } from './files.ts';
import { grep } from './grep.ts';
import { ls } from './ls.ts';
import { kill, ps } from './processes.ts';
import { sed } from './sed.ts';
import { clear, echo, id, pwd, seq, sleep, which, whoami } from './small.ts';
import { cat, head, sort, tail, uniq, wc } from './text.ts';

const utilities: Record<UtilityName, Utility> = {
  cat,
  clear,
  cp,
  curl,
  echo,
  env,
  false: () => 1,
  grep,
  head,
  id,
  kill,
  ls,
  mkdir,
  mv,
  ps,
  pwd,
  rm,
  rmdir,
  sed,
  seq,
  sleep,
  sort,
  tail,
  tee,
  touch,
  true: () => 0,
  uniq,
  wc,
  which,
  whoami,
  xargs,
};

async function main([name = '', ...words]: string[]): Promise<void> {
  try {
    process.exitCode = await utilities[name as UtilityName](words);
    flush();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    complain(error.message);
    process.exitCode = error.code;
  }
}

void main(process.argv.slice(1));
