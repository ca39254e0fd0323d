/** The API's page in the reference holds every route that is served, and none that is not. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { adminContext } from './admin-context.ts'

const PAGE = new URL('../../../docs/reference/admin-api.md', import.meta.url)

test('docs/reference/admin-api.md lists the routes as they are', async () => {
  const { get } = await adminContext()
  const { paths } = await get<{ paths: Record<string, object> }>('/api/openapi.json')
  const served = Object.entries(paths).flatMap(([path, item]) =>
    Object.keys(item).map((method) => `${method.toUpperCase()} ${path}`),
  )
  const written = [...readFileSync(PAGE, 'utf8').matchAll(/^\| `([A-Z]+ \/\S+)` \|/gm)].map(([, route]) => route)
  expect([...written].sort()).toEqual(served.sort())
})
