/** Headers every answer of the UI port carries, so that nothing CLP serves can be framed, sniffed or made to run foreign code. */
import type { MiddlewareHandler } from 'hono'

/**
 * Styles may stand in the page because the component library writes its variables into one; scripts may not. Images may be data
 * URLs: conversations hold pictures. `connect-src 'self'` covers the live socket of the same origin.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ')

/** For recorded bodies: whatever they hold, nothing in them runs. */
export const SANDBOX_POLICY = "default-src 'none'; sandbox"

const HEADERS = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const

export const securityHeaders = (): MiddlewareHandler => async (context, next) => {
  await next()
  const { headers } = context.res
  for (const [name, value] of Object.entries(HEADERS)) if (!headers.has(name)) headers.set(name, value)
  // Answers of the API hold what happens now and who is who: no cache keeps them. Files of the web app say their own.
  if (!headers.has('cache-control')) headers.set('cache-control', 'no-store')
}
