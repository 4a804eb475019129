// Programs beside the shell, about files, processes and the environment: what coreutils print, and their codes.
const { spawnSync } = require('node:child_process');
const { mkdtempSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const cwd = mkdtempSync(join(tmpdir(), 'utilities-'));
const run = (code, input) => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', code], { cwd, encoding: 'utf8', input });
  console.log(code, '→', status, JSON.stringify(stdout), JSON.stringify(stderr.replace(/^Try .*--help.*\n/gm, '')));
};

// Making, listing, copying, moving, removing.
run('mkdir a; mkdir a; mkdir -p a/b/c d; ls');
run('mkdir x/y; echo $?');
run('echo one > a/one.txt; printf "two\\nthree\\n" > a/two.txt; touch a/.hidden; ls a; ls -a a; ls -A a');
run('ls -F; ls -d a; ls a d; ls -R a');
run('ls nothing a/one.txt; echo $?');
run('cp a/one.txt d; cp a/one.txt d/renamed; cp a d; echo $?; cp -r a e; ls -R d e');
run('cp nothing d; echo $?; cp a/one.txt nowhere/x; cp a/one.txt');
run('mv d/renamed d/again; mv d/one.txt d/again e; ls d e; mv nothing e; echo $?');
run('rm e/again; rm e; echo $?; rm nothing; echo $?; rm -f nothing; echo $?; rm -r e; ls');
run('rmdir a; echo $?; rmdir d; ls');
run('rm; echo $?');
run('ls -l a/one.txt | grep -o "^-rw-r--r-- 1"; ls -ld a | grep -o ^d');
run('touch new; ls new; touch -c other; ls other; echo $?');

// Sequences, pipes, the environment.
run('seq 3; seq 2 4; seq 10 -5 0; seq -w 8 10; seq -s , 3; seq 0.5 0.5 2; seq; echo $?; seq x; echo $?');
run('echo kept | tee copy; cat copy; echo more | tee -a copy > /dev/null; cat copy');
run('env -i A=1 B=2 env; A=5 env | grep ^A=; env nothing-of-this-name; echo $?; env X=y sh -c "echo \\$X"');
run(
  'seq 5 | xargs; seq 5 | xargs -n 2 echo; printf "a b\\nc\\n" | xargs -I {} echo "<{}>"; printf "" | xargs -r echo never',
);
run('echo "x y" "z" | xargs -n 1 echo; seq 2 | xargs false; echo $?; seq 2 | xargs nothing-of-this-name; echo $?');
run('true; echo $?; false; echo $?; sleep 0; echo $?; sleep x; echo $?');
run('which nothing-of-this-name; echo $?; which sh > /dev/null; echo $?');

// Signals.
run('{ sleep 100 & kill $!; wait $!; echo $?; kill -0 $!; echo $?; } 2> /dev/null');
run('{ sleep 100 & kill -s KILL $!; wait $!; echo $?; env kill -0 $!; echo $?; } 2> /dev/null');
