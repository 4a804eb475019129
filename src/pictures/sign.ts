/** The site's sign: a request comes in and goes two ways, one that holds and one that does not. As in favicon.svg. */
const SIGN = `<g fill="none" stroke="#1c3f99" stroke-width="2.5">
  <path d="M4 16H13V7H20M21 2.5H29.5V11.5H21Z"/>
  <g stroke="#a86500" stroke-dasharray="3 2.5"><path d="M13 16V25H20M21 20.5H29.5V29.5H21Z"/></g>
</g><circle cx="5" cy="16" r="3.5" fill="#1c3f99"/>`;

/** The sign in a square of `size`, its corner at x and y. */
export function signAt(x: number, y: number, size: number): string {
  return `<g transform="translate(${x} ${y}) scale(${size / 32})">${SIGN}</g>`;
}

/**
 * An icon for a home screen, on paper.
 * @param maskable with room around the sign for a system that cuts icons into its own shape
 */
export function icon(size: number, maskable: boolean): string {
  const sign = size * (maskable ? 0.56 : 0.8);
  const corner = (size - sign) / 2;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}">
<rect width="${size}" height="${size}" fill="#f8f9f4"/>${signAt(corner, corner, sign)}</svg>`;
}
