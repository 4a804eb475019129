// Each server has its folder, and each folder was mended
// where it hurt that server. The others got a copy of eu.
const folders = ['eu', 'us', 'jp'];
const { SERVER = 'eu' } = process.env;
await import(`./servers/${folders.includes(SERVER) ? SERVER : 'eu'}/web.js`);
