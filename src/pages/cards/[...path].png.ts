import type { APIRoute, GetStaticPaths } from 'astro';
import { getChapters } from '../../content/chapters.ts';
import { readCourses } from '../../content/courses.ts';
import { card, type Card } from '../../pictures/card.ts';
import { toPng } from '../../pictures/png.ts';
import { SITE_DESCRIPTION, SITE_NAME } from '../../site.ts';

/** The pictures beside links to pages: one for each chapter and course, and one for all else. */
export const getStaticPaths: GetStaticPaths = async () => {
  const chapters = (await getChapters()).map(({ factor, path }) => ({
    path,
    card: { numeral: factor.numeral, title: factor.name, text: factor.claim },
  }));
  const courses = readCourses().map(({ id, title, outcome }) => ({
    path: `courses/${id}/`,
    card: { title, text: outcome },
  }));
  const site = { path: 'site/', card: { title: SITE_NAME, text: SITE_DESCRIPTION } };
  return [site, ...chapters, ...courses].map(({ path, card }) => ({
    params: { path: path.slice(0, -1) },
    props: { card },
  }));
};

export const GET: APIRoute<{ card: Card }> = ({ props }) => toPng(card(props.card, SITE_NAME));
