/**
 * What readers type who mean a page, where its own text says it in other words: symptoms, names of other tools, usual
 * spellings. Only words for what the page is really about; `npm run search:relevance` shows what they do.
 */
export const searchWords: Record<string, string> = {
  'chapters/01-codebase': 'repository repo branch per environment monorepo fork shared library',
  'chapters/02-dependencies':
    'cannot find module works on my machine lockfile package-lock npm ci system tool missing vendoring',
  'chapters/03-config': 'secrets password in git dotenv NODE_ENV production environment variables leaked key',
  'chapters/04-backing-services':
    'attached resource swap database change mail provider DATABASE_URL third party outage timeout',
  'chapters/05-build-release-run':
    'roll back rollback bad deploy hotfix on the server difference between build and release pipeline',
  'chapters/06-processes':
    'sessions vanish disappear logged out login lost uploads lost sticky sessions stateless memory cache',
  'chapters/07-port-binding': 'bind 0.0.0.0 localhost connection refused listen EADDRINUSE reverse proxy',
  'chapters/08-concurrency': 'scale out background jobs queue worker cron runs twice slow requests cluster threads',
  'chapters/09-disposability':
    'SIGTERM npm start graceful shutdown grace period SIGKILL lost job crash restart slow start',
  'chapters/10-dev-prod-parity':
    'sqlite in development postgres in production tests pass locally staging works on my machine docker',
  'chapters/11-logs': 'log file stdout logs gone lost missing after restart crash logging rotation',
  'chapters/12-admin-processes': 'run database migration one-off task console script production seed backfill',
  audit: 'checklist assessment review own app scorecard',
  beyond: 'what came after the twelve factors fifteen factor 15 revision telemetry identity API first',
  introduction: 'who wrote author history Heroku Adam Wiggins manifesto what is the twelve-factor app',
  offline: 'without internet install app download plane',
};
