// sh: what is done when a signal comes and when the shell ends, variables of functions, and what commands are.
const { spawn, spawnSync } = require('node:child_process');
const { tmpdir } = require('node:os');

const run = (code) => {
  const { status, stdout } = spawnSync('sh', ['-c', code], { cwd: tmpdir(), encoding: 'utf8' });
  console.log(code, '→', status, JSON.stringify(stdout));
};
run('trap "echo bye \\$?" EXIT; echo hi; exit 3');
run('trap "echo bye; exit 4" EXIT; echo hi');
run('trap "echo bye" EXIT; (trap "echo inner" EXIT; echo in); echo $(trap "echo sub" EXIT; echo s)');
run('trap "echo bye" EXIT; trap - EXIT; trap; echo end');
run('trap "echo usr" USR1; kill -USR1 $$; echo after; trap "" USR1; kill -USR1 $$; echo still; trap');
run('trap "echo once; trap - TERM" TERM; kill $$; echo on; kill -TERM $$; echo never');
run('trap "echo bad" NOTHING 2> /dev/null; echo $?');
run('f() { local x=2 y; y=3; echo $x $y; g; }; g() { x=5; }; x=1; f; echo $x [$y]');
run('f() { local x; echo [$x]; (local z=1; echo $z); }; x=out; f; echo $x [$z]');
run(
  'cd() { echo mine; }; f() { :; }; type cd f echo; command -v f; command -v nothing-there; echo $?; type nothing-there; echo $?',
);
run('set -eu; true | false | true; echo on; false; echo never');
run('echo ${WANTED:?so that} 2> /dev/null; echo never');
run('set -u; trap "echo left" EXIT; echo before; echo ${UNSET_ONE} 2> /dev/null; echo never');

const app = `process.on('SIGTERM', () => { console.log('app told'); process.exit(7); }); setInterval(() => {}, 1e3); console.log('ready')`;
/** Ends the shell with SIGTERM once the program in it says that it is ready. */
function wrapped(code, done) {
  const shell = spawn('sh', ['-c', code], { env: { ...process.env, APP: app }, stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  shell.stdout.setEncoding('utf8').on('data', (text) => {
    if (!said.includes('ready') && (said + text).includes('ready')) shell.kill('SIGTERM');
    said += text;
  });
  shell.on('close', (status, signal) => {
    console.log(code, '→', status, signal, said.trim().split('\n').join());
    done?.();
  });
}
// What an entry point does that has something to do after its program.
wrapped(
  'trap \'kill -TERM $pid; wait $pid; echo "app ended with $?"; exit 0\' TERM; node -e "$APP" & pid=$!; wait $pid; echo never',
  () =>
    wrapped('trap "echo told" TERM; node -e "$APP" & pid=$!; wait $pid; echo $?; kill $pid; wait $pid; echo $?', () =>
      wrapped('trap "echo told" TERM; node -e "setTimeout(() => {}, 500); console.log(\'ready\')"; echo "after it"'),
    ),
);
