import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import git from 'isomorphic-git';
import { serve } from '../../serve.js';

const dir = fs.mkdtempSync(join(tmpdir(), 'repository-'));
const here = { fs, dir };
const author = { name: 'Ada', email: 'ada@shop.example', timestamp: 1_600_000_000, timezoneOffset: 0 };
await git.init({ ...here, defaultBranch: 'main' });

serve({
  'POST /commits': async ({ body: { files, message } }) => {
    for (const [filepath, text] of Object.entries(files)) {
      if (text === null) {
        fs.rmSync(join(dir, filepath));
        await git.remove({ ...here, filepath });
        continue;
      }
      fs.mkdirSync(dirname(join(dir, filepath)), { recursive: true });
      fs.writeFileSync(join(dir, filepath), text);
      await git.add({ ...here, filepath });
    }
    return git.commit({ ...here, message, author });
  },
  'GET /log': async () =>
    (await git.log(here)).map(({ oid, commit: { message, parent, tree } }) => ({ oid, message, parent, tree })),
  'GET /status': async () => {
    fs.writeFileSync(join(dir, 'new.txt'), 'new');
    fs.appendFileSync(join(dir, 'readme.md'), 'changed');
    const matrix = await git.statusMatrix(here);
    return { matrix, readme: await git.status({ ...here, filepath: 'readme.md' }) };
  },
  'POST /branch': async ({ body: { name } }) => {
    await git.branch({ ...here, ref: name, checkout: true });
    return { current: await git.currentBranch(here), branches: await git.listBranches(here) };
  },
  'POST /checkout': async ({ body: { name } }) => {
    await git.checkout({ ...here, ref: name, force: true });
    return { files: await git.listFiles(here), readme: fs.readFileSync(join(dir, 'readme.md'), 'utf8') };
  },
  'POST /merge': async ({ body: { theirs } }) =>
    git.merge({ ...here, ours: 'main', theirs, author, committer: author }),
  'GET /blob': async ({ url }) => {
    const oid = await git.resolveRef({ ...here, ref: 'HEAD' });
    const { blob } = await git.readBlob({ ...here, oid, filepath: url.searchParams.get('path') });
    return Buffer.from(blob).toString();
  },
  'POST /pack': async () => {
    // How long a pack is depends on who compresses: what is in it does not.
    const packed = (await git.log(here)).map(({ oid }) => oid);
    const { filename } = await git.packObjects({ ...here, oids: packed, write: true });
    const { oids } = await git.indexPack({ ...here, filepath: join('.git/objects/pack', filename) });
    return { packed, oids };
  },
});
