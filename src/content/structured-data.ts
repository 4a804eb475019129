import type { Chapter } from './chapters.ts';
import type { Course } from './courses.ts';

/** What search engines want to know of a page, in schema.org's words. */
export type StructuredData = Record<string, unknown>;

const common = {
  '@context': 'https://schema.org',
  inLanguage: 'en',
  isAccessibleForFree: true,
};

/** A chapter. @param url its whole address; null when it is not known */
export function chapterData({ entry, factor }: Chapter, url: string | null): StructuredData {
  return {
    ...common,
    '@type': 'LearningResource',
    name: `${factor.numeral} ${factor.name}`,
    description: entry.data.summary,
    teaches: factor.claim,
    about: 'Twelve-Factor App',
    learningResourceType: ['experiment', 'exercise', 'quiz'],
    interactivityType: 'mixed',
    timeRequired: `PT${entry.data.minutes}M`,
    ...(url && { url }),
  };
}

/** A course. @param url its whole address; null when it is not known */
export function courseData(course: Course, provider: string, url: string | null): StructuredData {
  return {
    ...common,
    '@type': 'Course',
    name: course.title,
    description: course.outcome,
    provider: { '@type': 'Organization', name: provider },
    offers: { '@type': 'Offer', category: 'Free' },
    hasCourseInstance: { '@type': 'CourseInstance', courseMode: 'Online', courseWorkload: `PT${course.minutes}M` },
    syllabusSections: course.parts.map(({ title, steps }) => ({
      '@type': 'Syllabus',
      name: title,
      timeRequired: `PT${steps.reduce((sum, { minutes }) => sum + minutes, 0)}M`,
    })),
    ...(url && { url }),
  };
}

/** The data as text for a script element: no text in it can end the element. */
export function printData(data: StructuredData): string {
  return JSON.stringify(data).replaceAll('<', '\\u003c');
}
