/** The providers around every page, and the choice between the pages and the sign-in form. */
import { MantineProvider } from '@mantine/core'
import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { sessionQuery } from './api/queries.ts'
import { AppContext, type AppServices, useApp } from './connection/app-context.ts'
import { basePath } from './connection/base.ts'
import type { AppRouter } from './router.tsx'
import { loadTexts } from './text/i18n.ts'
import { theme } from './theme.ts'

/** For whoever holds a token that opens no other page. */
const MePage = lazy(async () => {
  const [{ MePage: page }] = await Promise.all([import('./pages/me/me-page.tsx'), loadTexts('me')])
  return { default: page }
})

const SignInPage = lazy(async () => ({ default: (await import('./sign-in/sign-in-page.tsx')).SignInPage }))

export interface AppProps {
  readonly services: AppServices
  readonly queries: QueryClient
  readonly router: AppRouter
}

export const App = ({ services, queries, router }: AppProps) => (
  <MantineProvider theme={theme} defaultColorScheme="auto">
    <QueryClientProvider client={queries}>
      <AppContext value={services}>
        <Door router={router} />
      </AppContext>
    </QueryClientProvider>
  </MantineProvider>
)

const Door = ({ router }: { readonly router: AppRouter }) => {
  const { client, live } = useApp()
  const session = useQuery(sessionQuery(client)).data
  const closed = session?.accessRequired === true && !session.signedIn
  const known = session !== undefined
  useEffect(() => {
    if (!known || closed) return
    live.start()
    return () => live.stop()
  }, [live, known, closed])
  if (!closed) return <RouterProvider router={router} />
  const isOwnPage = location.pathname.replace(/\/$/, '') === `${basePath()}/me`
  return <Suspense>{isOwnPage ? <MePage /> : <SignInPage />}</Suspense>
}
