/** Starts the web app: language, API client, live socket, router. */
import './global.css'
import { QueryClient } from '@tanstack/react-query'
import { createRoot } from 'react-dom/client'
import { keys, sessionQuery, statusQuery } from './api/queries.ts'
import { App } from './app.tsx'
import { rootUrl, socketUrl } from './connection/base.ts'
import { createClient, createFetch } from './connection/client.ts'
import { LiveConnection } from './connection/live.ts'
import { LiveTexts } from './connection/live-texts.ts'
import { createPageKeys } from './connection/page-key.ts'
import { ApiProblem } from './connection/problem.ts'
import { createAppRouter } from './router.tsx'
import { takeTokenFromAddress } from './sign-in/token-in-address.ts'
import { startI18n } from './text/i18n.ts'

const worthRetrying = (failures: number, error: unknown): boolean =>
  failures < 2 && !(error instanceof ApiProblem && error.status >= 400 && error.status < 500)

const start = async (element: HTMLElement): Promise<void> => {
  const root = rootUrl()
  const queries = new QueryClient({
    defaultOptions: { queries: { retry: worthRetrying, refetchOnWindowFocus: true, staleTime: 1000 } },
  })
  const askSession = () => queries.invalidateQueries({ queryKey: keys.session })
  const pageKeys = createPageKeys(root, () => localStorage)
  const checkedFetch = createFetch({ pageKeys, onSignedOut: () => void askSession() })
  // Somebody signed in in another tab: this one is signed in as well.
  addEventListener('storage', ({ key }) => {
    if (pageKeys.isNamed(key)) void queries.invalidateQueries()
  })
  const client = createClient(root, checkedFetch)
  const live = new LiveConnection({ url: socketUrl(root), pageKeys, onRefused: () => void askSession() })
  const texts = new LiveTexts()
  live.onEvent(texts.receive)
  const signedIn = takeTokenFromAddress(client, pageKeys).then(() => {
    // What every page asks for is on its way before there is a page.
    void queries.prefetchQuery(sessionQuery(client))
    void queries.prefetchQuery(statusQuery(client))
  })
  await Promise.all([startI18n(), signedIn])
  const router = createAppRouter({ client, queries })
  const services = { client, fetch: checkedFetch, pageKeys, live, texts, root }
  createRoot(element).render(<App services={services} queries={queries} router={router} />)
}

const element = document.getElementById('root')
if (element !== null) void start(element)
