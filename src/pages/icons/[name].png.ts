import type { APIRoute, GetStaticPaths } from 'astro';
import { toPng } from '../../pictures/png.ts';
import { icon } from '../../pictures/sign.ts';

/** The icons that the manifest and the pages name. */
const icons: Record<string, { size: number; maskable?: boolean }> = {
  'icon-192': { size: 192 },
  'icon-512': { size: 512 },
  'maskable-512': { size: 512, maskable: true },
  // iOS rounds the corners itself and shows the rest.
  'touch-180': { size: 180, maskable: true },
};

export const getStaticPaths: GetStaticPaths = () =>
  Object.entries(icons).map(([name, props]) => ({ params: { name }, props }));

export const GET: APIRoute = ({ props }) => toPng(icon(props.size, props.maskable ?? false));
