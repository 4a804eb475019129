// node:url: paths as URLs and back.
const { fileURLToPath, pathToFileURL } = require('node:url');

const paths = ['/a b/%25?#[]^|~{}"<>`\\\t\n', '/ö€🚀', '/a/../b//c', '/C:/y', '/.', '/a/%2e%2e/b', '//x/y', '/dir/'];
for (const path of paths) console.log(pathToFileURL(path).href, fileURLToPath(pathToFileURL(path)));

const windows = ['C:\\foo^[]|~', '\\\\nas\\My Docs\\File.doc', '\\\\?\\C:\\path', 'C:/a/b?', '\\\\ünï\\a', 'D:\\dir\\'];
for (const path of windows) {
  const { href } = pathToFileURL(path, { windows: true });
  console.log(href, fileURLToPath(href, { windows: true }));
}
for (const wrong of ['\\\\host', '\\\\\\no-server']) {
  try {
    pathToFileURL(wrong, { windows: true });
  } catch (error) {
    console.log(error.code, error.message);
  }
}
