/** Every handle of a backing service, and nothing else. */
export const handles = {
  database: required('DATABASE_URL'),
  mail: required('MAIL_URL'),
  queue: required('QUEUE_URL'),
};

/** @param {string} name */
function required(name) {
  const url = process.env[name];
  if (!url) throw new Error(`${name} is not set`);
  return url;
}
