/** What is used of subset-font, which brings no types of its own. */
declare module 'subset-font' {
  /** A value of a variable font's axis that stays as it is, or the part of the axis that is kept. */
  type Axis = number | { min: number; max: number };

  /** @param text the characters that are kept */
  export default function subsetFont(
    font: Buffer,
    text: string,
    options: { targetFormat: 'woff2'; variationAxes: Record<string, Axis>; keepFeatures: string[] },
  ): Promise<Buffer>;
}
