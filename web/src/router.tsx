/** Addresses of the pages. Each page's code and texts are fetched together when the page is first wanted. */
import type { QueryClient } from '@tanstack/react-query'
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  type SearchSchemaInput,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { basePath } from './connection/base.ts'
import type { Client } from './connection/client.ts'
import { filterFromSearch, type RequestFilter } from './pages/requests/data/filter.ts'
import { NotFound } from './shell/not-found.tsx'
import { PageError } from './shell/page-error.tsx'
import { PageSkeleton } from './shell/page-skeleton.tsx'
import { Shell } from './shell/shell.tsx'
import { loadTexts } from './text/i18n.ts'

export interface RouterContext {
  readonly client: Client
  readonly queries: QueryClient
}

interface ServiceSearch {
  readonly service?: string
}

interface DocumentSearch {
  readonly document?: string
  /** Line of the document to go to, from 1. */
  readonly line?: number
}

interface TabSearch {
  /** Which view of a request is open. */
  readonly tab?: string
}

const serviceFromSearch = ({ service }: ServiceSearch & SearchSchemaInput): ServiceSearch =>
  typeof service === 'string' ? { service } : {}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Shell, notFoundComponent: NotFound })

/** A page whose code and texts come together. */
const page = (texts: string, load: () => Promise<ComponentType>) => ({
  component: lazyRouteComponent(async () => {
    const [component] = await Promise.all([load(), loadTexts(texts)])
    return { component }
  }, 'component'),
  pendingComponent: PageSkeleton,
  errorComponent: PageError,
})

const overviewRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  ...page('overview', async () => (await import('./pages/overview/overview-page.tsx')).OverviewPage),
})

const requestsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/requests',
  validateSearch: (search: RequestFilter & SearchSchemaInput): RequestFilter => filterFromSearch({ ...search }),
  ...page('requests', async () => (await import('./pages/requests/requests-page.tsx')).RequestsPage),
})

const requestRoute = createRoute({
  getParentRoute: () => requestsRoute,
  path: '$id',
  validateSearch: ({ tab }: TabSearch & SearchSchemaInput): TabSearch => (typeof tab === 'string' ? { tab } : {}),
})

const usageRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/usage',
  ...page('usage', async () => (await import('./pages/usage/usage-page.tsx')).UsagePage),
})

const upstreamsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/upstreams',
  validateSearch: serviceFromSearch,
  ...page('upstreams', async () => (await import('./pages/upstreams/upstreams-page.tsx')).UpstreamsPage),
})

const routingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/routing',
  validateSearch: serviceFromSearch,
  ...page('routing', async () => (await import('./pages/routing/routing-page.tsx')).RoutingPage),
})

const balancingRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/balancing',
  ...page('balancing', async () => (await import('./pages/balancing/balancing-page.tsx')).BalancingPage),
})

const filtersRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/filters',
  ...page('filters', async () => (await import('./pages/filters/filters-page.tsx')).FiltersPage),
})

const budgetsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/budgets',
  ...page('budgets', async () => (await import('./pages/budgets/budgets-page.tsx')).BudgetsPage),
})

const pricesRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/prices',
  ...page('prices', async () => (await import('./pages/prices/prices-page.tsx')).PricesPage),
})

const accessRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/access',
  ...page('access', async () => (await import('./pages/access/access-page.tsx')).AccessPage),
})

const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  validateSearch: ({ document, line }: DocumentSearch & SearchSchemaInput): DocumentSearch =>
    typeof document === 'string' ? { document, ...(typeof line === 'number' ? { line } : {}) } : {},
  ...page('settings', async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage),
})

const meRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/me',
  ...page('me', async () => (await import('./pages/me/me-page.tsx')).MePage),
})

const routeTree = rootRoute.addChildren([
  overviewRoute,
  requestsRoute.addChildren([requestRoute]),
  usageRoute,
  budgetsRoute,
  upstreamsRoute,
  routingRoute,
  balancingRoute,
  pricesRoute,
  filtersRoute,
  accessRoute,
  settingsRoute,
  meRoute,
])

export const createAppRouter = (context: RouterContext) =>
  createRouter({
    routeTree,
    context,
    basepath: basePath(),
    defaultPreload: 'intent',
    defaultPendingMs: 150,
    scrollRestoration: true,
  })

export type AppRouter = ReturnType<typeof createAppRouter>

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: AppRouter
  }
}
