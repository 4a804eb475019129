// sh: words, pipes, redirections, conditions, loops, functions, subshells; and what exec and execSync make of it.
const { exec, execSync, spawn, spawnSync } = require('node:child_process');
const { tmpdir } = require('node:os');

const run = (code, input) => {
  const { status, stdout, stderr } = spawnSync('sh', ['-c', code], { cwd: tmpdir(), encoding: 'utf8', input });
  console.log(code, '→', status, JSON.stringify(stdout), JSON.stringify(stderr));
};
run('echo hello "big  world" $((1 + 2 * 3))');
run('for i in 1 2 3; do echo $i; done | node -e "process.stdin.pipe(process.stdout)"');
run('X=5; export X; node -p process.env.X; Y=7 node -p process.env.Y; echo "[$Y]"');
run('false || echo no; true && echo yes; ! true; echo $?');
run(
  'umask; umask 077; umask -S; (umask 0; umask; umask g-w,o=; umask); umask; echo x > m1; touch m2; (umask 000; touch m3); ls -l m1 m2 m3 | cut -c 1-10',
);
run(
  'ulimit -c > limits; ulimit -a >> limits; [ "$(ulimit -n)" != "" ] && echo told; ulimit -n "$(ulimit -n)"; echo $?',
);
run('printf "%s-%03d|%5.1f|%x\\n" a 7 2.25 255 b 8 1 16; printf "%b\\n" "x\\ty"; printf "%d\\n" 0x10');
run('if [ -d . ]; then echo dir; else echo none; fi; test -f nothing; echo $?');
run("echo $(echo a; echo b) > x.txt; echo c >> x.txt; node -p \"fs.readFileSync('x.txt', 'utf8')\"; echo *.txt");
run('while read a b; do echo "$b-$a"; done', 'one two\nthree four\n');
run('exit 3');
run('node -e "process.exit(4)"; echo $?; nothing-of-this-name 2> /dev/null; echo $?');
run('f() { echo "arg $1"; return 2; }; f x; echo $?');
run('set -e; false; echo never');
run('case abc in a*) echo starts;; *) echo other;; esac');
run('i=0; while true; do i=$((i + 1)); [ $i -lt 3 ] || break; done; echo $i');
run('A=file.tar.gz; echo ${A%.gz} ${A##*.} ${NONE:-fallback} ${#A}');
run('X=5; echo [$X] a[$X]b [$(echo in)] "[$X]" \\[$X\\]');
run(
  'mkdir -p set && cd set && > k1 && > k2 && > k3 && X=13; echo k[$X] k[!$X] k[1-$((1 + 1))] k["$X"]; X="a b"; echo [$X]',
);
run('echo err >&2; echo both 2>&1');
run('node -e "console.log(1); console.error(2)" >&- 2>&-; echo $?; node -p "fs.readFileSync(0).length" <&-', 'input');
run('node -e "setTimeout(() => {}, 20)" & wait; echo waited');
run('(cd /; pwd); echo $?');
run('read line <<X\nhi $((2 + 2))\nX\necho $line');
console.log(
  execSync('echo "$WHO" | node -p "fs.readFileSync(0, \'utf8\').trim()"', {
    encoding: 'utf8',
    env: { ...process.env, WHO: 'me' },
  }),
);

const ready = `process.on('SIGTERM', () => { console.log('told'); process.exit(); }); setInterval(() => {}, 1e3); console.log('ready')`;
/** Starts a program by a shell, ends the shell with SIGTERM and tells what the program says of it. */
const wrapped = (code, done) => {
  const shell = spawn('sh', ['-c', code], { env: { ...process.env, APP: ready }, detached: true });
  let said = '';
  shell.stdout.setEncoding('utf8').on('data', (text) => {
    said += text;
    if (text.includes('ready')) shell.kill('SIGTERM');
  });
  shell.on('exit', (exitCode, signal) => {
    console.log(code, '→', exitCode, signal, said.trim().split('\n').join());
    try {
      process.kill(-shell.pid, 'SIGKILL'); // What the shell has left behind.
    } catch {
      console.log('nothing is left');
    }
    done?.();
  });
};
exec('echo one && exit 5', (error, stdout) => {
  console.log(error.code, stdout.trim());
  wrapped('node -e "$APP"; true', () => wrapped('exec node -e "$APP"'));
});
