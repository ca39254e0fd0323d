/** The pages of the web app, as its router and the guard of the admin server know them. They hold no data of their own. */

/** Paths below the app's root; `$id` stands for one part of any kind. */
export const WEB_PAGES = [
  '/',
  '/requests',
  '/requests/$id',
  '/usage',
  '/budgets',
  '/upstreams',
  '/routing',
  '/balancing',
  '/prices',
  '/filters',
  '/access',
  '/settings',
  '/me',
] as const
