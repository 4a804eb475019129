/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask, note, port }) {
  await ask('GET /some');
  await ask('GET /another/path');
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  const lines = metrics.split('\n');
  note(
    'its own',
    lines.filter((line) => /^(asked|sizes|waits)/.test(line)),
  );
  // How many files a process may open the container does not tell in /proc, as Linux does.
  const names = lines.filter((line) => line.startsWith('# TYPE')).map((line) => line.slice('# TYPE '.length));
  note(
    'default',
    names.filter((name) => name.startsWith('nodejs_')),
  );
  const value = (name) =>
    Number(
      lines
        .find((line) => line.startsWith(name))
        ?.split(' ')
        .at(-1),
    );
  note('counts', [
    value('nodejs_version_info{'),
    value('process_start_time_seconds') > 0,
    value('process_cpu_seconds_total') > 0,
    value('nodejs_eventloop_lag_mean_seconds') > 0,
  ]);
}
