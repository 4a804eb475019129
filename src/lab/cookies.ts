/** The jar after a response: each `set-cookie` line replaces the cookie of its name, or takes it out. */
export function withCookies(cookies: string[], setCookie: string | undefined): string[] {
  let jar = cookies;
  for (const line of setCookie?.split('\n') ?? []) {
    const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
    const name = pair.slice(0, pair.indexOf('=') + 1);
    const gone = attributes.some((attribute) => attribute.toLowerCase() === 'max-age=0');
    jar = [...jar.filter((cookie) => !cookie.startsWith(name)), ...(gone ? [] : [pair])];
  }
  return jar;
}
