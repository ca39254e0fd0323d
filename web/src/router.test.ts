import { QueryClient } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { WEB_PAGES } from '../../src/contract/web-pages.ts'
import type { Client } from './connection/client.ts'
import { createAppRouter } from './router.tsx'

vi.mock('./connection/base.ts', () => ({ basePath: () => '/' }))

test('the pages are those that the daemon serves to everybody', () => {
  const router = createAppRouter({ client: {} as Client, queries: new QueryClient() })
  expect(Object.keys(router.routesByPath).sort()).toEqual([...WEB_PAGES].sort())
})
