/** @param {import('../../ask.js').Asking} asking */
export default async function ({ ask }) {
  await ask('POST /commits', {
    json: { message: 'First', files: { 'readme.md': '# Shop\n', 'src/a/b.js': 'let a;\n' } },
  });
  await ask('POST /branch', { json: { name: 'more' } });
  await ask('POST /commits', {
    json: { message: 'Second', files: { 'readme.md': '# Our shop\n', 'src/a/b.js': null } },
  });
  await ask('GET /log');
  await ask('GET /blob?path=readme.md');
  await ask('GET /blob?path=nothing', { status: 500 });
  await ask('GET /status');
  await ask('POST /checkout', { json: { name: 'main' } });
  await ask('POST /merge', { json: { theirs: 'more' } });
  await ask('POST /checkout', { json: { name: 'main' } });
  await ask('GET /log');
  await ask('POST /pack');
}
