/**
 * The small programs that people expect beside a shell: one text for all of them, which is loaded when one is run. Which
 * it is says its name, as in a busybox.
 */

import type { UtilityName } from '../../kernel/programs.ts';
import { bracket, printf, test } from './builtins.ts';
import { cut, rev, tac } from './columns.ts';
import { env, xargs } from './commands.ts';
import { Failure, complain, flush, type Utility } from './common.ts';
import { curl } from './curl.ts';
import { date } from './date.ts';
import { diff } from './diff.ts';
import { base64, digestProgram } from './digests.ts';
import { du } from './du.ts';
import { cp, mkdir, mv, rm, rmdir, tee, touch } from './files.ts';
import { find } from './find.ts';
import { grep } from './grep.ts';
import { ls } from './ls.ts';
import { basename, chmod, dirname, ln, readlink, realpath } from './paths.ts';
import { kill, ps } from './processes.ts';
import { sed } from './sed.ts';
import { clear, echo, id, pwd, seq, sleep, which, whoami, yes } from './small.ts';
import { hostname, nproc, printenv, uname } from './system.ts';
import { cat, head, sort, tail, uniq, wc } from './text.ts';
import { timeout } from './timeout.ts';
import { tr } from './tr.ts';

const utilities: Record<UtilityName, Utility> = {
  '[': bracket,
  base64,
  basename,
  cat,
  chmod,
  clear,
  cp,
  curl,
  cut,
  date,
  diff,
  dirname,
  du,
  echo,
  env,
  false: () => 1,
  find,
  grep,
  head,
  hostname,
  id,
  kill,
  ln,
  ls,
  md5sum: digestProgram('md5'),
  mkdir,
  mv,
  nproc,
  printenv,
  printf,
  ps,
  pwd,
  readlink,
  realpath,
  rev,
  rm,
  rmdir,
  sed,
  seq,
  sha1sum: digestProgram('sha1'),
  sha256sum: digestProgram('sha256'),
  sha512sum: digestProgram('sha512'),
  sleep,
  sort,
  tac,
  tail,
  tee,
  test,
  timeout,
  touch,
  tr,
  true: () => 0,
  uname,
  uniq,
  wc,
  which,
  whoami,
  xargs,
  yes,
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
