import { expect, test } from 'vitest'
import { isPublic } from './public-paths.ts'

const FILES: ReadonlySet<string> = new Set(['/index.html', '/favicon.svg', '/assets/app-1.js'])
const open = (method: string, path: string) => isPublic(method, path, (file) => FILES.has(file))

test.each([
  '/',
  '/requests',
  '/requests/',
  '/requests/0198-abc',
  '/usage',
  '/settings',
  '/index.html',
  '/favicon.svg',
  '/assets/app-1.js',
  '/assets/of-an-older-build.js',
  '/health',
  '/ping',
  '/livez',
  '/readyz',
  '/favicon.ico',
  '/api/session',
])('%s may be read by anybody', (path) => {
  expect([open('GET', path), open('HEAD', path)]).toEqual([true, true])
})

test('signing in and out needs no token, and nothing else may be changed without one', () => {
  expect([open('POST', '/api/session'), open('DELETE', '/api/session')]).toEqual([true, true])
  for (const method of ['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'QUERY']) expect(open(method, '/api/session')).toBe(false)
  for (const path of ['/', '/requests', '/health', '/ping', '/livez', '/readyz', '/assets/app-1.js', '/favicon.ico']) {
    for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) expect(open(method, path)).toBe(false)
  }
})

test.each([
  '/metrics',
  '/v2/x',
  '/api',
  '/api/',
  '/api/status',
  '//api/session',
  '/API/session',
  '/api/session/',
  '/api/sessions',
  '/ws',
  '/debug/pprof',
  '/requests/a/b',
  '//requests',
  '/requests\\x',
  '/Requests',
  '/health/x',
  '/healthz',
  '/assets',
  '/assets/',
  '/assets/../api/status',
  '/index.html/x',
  '/.env',
  '',
])('%j is closed to everybody without a token', (path) => {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS']) expect(open(method, path)).toBe(false)
})
