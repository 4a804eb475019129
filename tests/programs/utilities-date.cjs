// date, beside GNU's. Each line is one run of the program.
const { utimesSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { workplace } = require('./fixtures/workplace.cjs');

const { cwd, start: startIn, tell } = workplace('date');
const inZone = (zone) => ({ env: { ...process.env, TZ: zone } });
const start = (program, args, zone = 'UTC') => startIn(program, args, inZone(zone));
const run = (program, ...args) => tell(program, args, inZone('UTC'));

// Always in UTC: a browser has the machine's time zone, whatever TZ says to its programs.
const date = (...args) => run('date', '-u', ...args);
date('-d', '@1700000000');
date(
  '-u',
  '-d',
  '@1700000000.5',
  '+%Y-%m-%dT%H:%M:%S.%N %3N %s %j %U %W %V %G %g %u %w %a %A %b %B %h %p %P %I %l %k %e %C %y',
);
date(
  '-u',
  '-d',
  '2024-01-05 07:08:09',
  '+%D %F %T %R %r %c %x %X %Z %z %:z %::z %:::z%n%t%% %-d %_m %03d %^a %#p %10A|%-H%_H%5S|%q',
);
date('-d', '2024-12-30T10:00:00Z', '-Iseconds');
date('-d', '2024-12-30 10:00+02:00', '--iso-8601=minutes');
date('-d', '2024-02-29', '-I');
date('-d', 'Mon, 01 Jan 2024 00:00:00 +0000', '-R');
date('-d', '20240131 23:59:59', '--rfc-3339=seconds');
date('-d', '2024-01-31 next day', '+%F %T');
date('-d', '2024-01-31 + 2 weeks 3 hours', '+%F %T');
date('-d', '2024-03-01 1 day ago', '+%F');
date('-d', '2024-01-15 last month', '+%F');
date('-d', 'Jan 5, 2024 3:04pm', '+%F %T');
date('-d', '5 January 2024', '+%F %U %V %u');
date('-d', '1/2/2024', '+%F');
date('-d', 'nonsense');
date('-d', '2024-13-01');
date('+%F', '+%T');
date('-r', 'nothing');
writeFileSync(join(cwd, 'file'), 'x');
utimesSync(join(cwd, 'file'), 1e9, 1e9);
date('-r', 'file', '+%s');
console.log(Math.abs(Number(start('date', ['+%s']).stdout) - Date.now() / 1000) < 60);
console.log(
  start('date', ['-u', '-d', 'tomorrow', '+%F']).stdout ===
    `${new Date(Date.now() + 24 * 3600e3).toISOString().slice(0, 10)}\n`,
);

console.log(start('date', ['-d', '2024-07-01 12:00', '+%s %Z %z'], 'Europe/Berlin').stdout);
console.log(start('date', ['-d', '@1704067200', '+%T %Z %z'], 'America/New_York').stdout);
