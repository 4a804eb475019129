import sharp from 'sharp';

/** Draws an SVG picture of a given size as PNG. */
export async function toPng(svg: string): Promise<Response> {
  const png = await sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true }).toBuffer();
  return new Response(new Uint8Array(png), { headers: { 'Content-Type': 'image/png' } });
}
