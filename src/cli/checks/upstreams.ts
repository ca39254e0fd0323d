/** Checks of every upstream that is in use: its address, its credential, its being there. */

import type { Upstream } from '../../contract/upstream.ts'
import { protocols } from '../../protocol/index.ts'
import { isForeign } from '../../proxy/translation/foreign.ts'
import { type Check, type CheckContext, defineCheck } from './check.ts'
import { leadsHere } from './environment.ts'

/** Hosts whose API begins with `/v1`, where a client's paths do not bring it along. */
const VERSIONED_HOSTS = ['api.openai.com']

/** What a client's path begins with, where it names the version of the API itself: `/v1`, `/v1beta`. */
const VERSION = /^\/v\d\w*(?=\/)/

export const baseUrl = defineCheck('base-url', (context, found) =>
  context.upstreams.flatMap((upstream) => {
    const { name, baseUrl: url, service, protocol } = upstream
    const path = protocols[protocol].probe('').path
    const values = { upstream: name, service, url, path, version: VERSION.exec(path)?.[0] ?? '' }
    if (leadsHere(context, url)) return [found('error', 'self', values)]
    const { pathname, hostname } = new URL(url)
    // Where requests are translated the version is put in, or left out, as the address has it.
    if (isTranslated(context, upstream)) return pathname.endsWith(path) ? [found('error', 'whole', values)] : []
    const kind = values.version === '' ? unversioned(pathname, path) : versioned(pathname, values.version)
    if (kind === undefined) return []
    return [found(kind === 'missing' && !VERSIONED_HOSTS.includes(hostname) ? 'info' : 'error', kind, values)]
  }),
)

const isTranslated = ({ services }: Pick<CheckContext, 'services'>, upstream: Upstream): boolean =>
  services.some((service) => service.id === upstream.service && isForeign(upstream, service))

const versioned = (pathname: string, version: string) => (repeats(pathname, version) ? 'doubled' : undefined)

const unversioned = (pathname: string, path: string) => {
  if (path !== '' && pathname.endsWith(path)) return 'whole'
  return pathname === '/' ? 'missing' : undefined
}

/** Whether the path of an address ends with what the client's own path begins with. */
const repeats = (pathname: string, version: string): boolean =>
  pathname.endsWith(version) || pathname.endsWith(`${version}/messages`)

/** Keys that Anthropic and Google look for in headers of their own, not behind `Bearer`. */
const API_KEY = /^(?:sk-ant-api|AIza)/

export const credential = defineCheck('credential', (context, found) =>
  context.upstreams.flatMap((upstream) => {
    const { name, service } = upstream
    const bearer = upstream.credential.bearer?.reveal() ?? ''
    const apiKey = upstream.credential.apiKey?.reveal() ?? ''
    const values = { upstream: name, service }
    const { hostname } = new URL(upstream.baseUrl)
    if (/^bearer\s/i.test(bearer) || /^bearer\s/i.test(apiKey)) return [found('error', 'scheme', values)]
    if (API_KEY.test(bearer) && apiKey === '') return [found('error', 'needsApiKey', values)]
    // A translated request shows OpenAI's servers a key as they take it.
    const isHidden = apiKey !== '' && hostname === 'api.openai.com' && !isTranslated(context, upstream)
    if (bearer === '' && (apiKey.startsWith('sk-ant-oat') || isHidden)) {
      return [found('error', 'needsBearer', values)]
    }
    return []
  }),
)

export const reachable: Check = defineCheck('reachable', async (context, found) => {
  const all = await Promise.all(
    context.upstreams.map(async (upstream) => {
      if (leadsHere(context, upstream.baseUrl)) return []
      const { fault, code, redirect } = await context.reach(upstream)
      const { name, service, baseUrl: address, passRedirects } = upstream
      const { host, pathname } = new URL(address)
      if (redirect !== undefined && passRedirects === undefined) {
        const values = { upstream: name, service, host, redirect }
        return [found(isMoved(redirect, pathname) ? 'warning' : 'info', 'redirects', values)]
      }
      // What is wrong with the variables is said once, not for each upstream.
      if (fault === undefined || fault === 'proxy') return []
      return [found('error', fault, { upstream: name, host, code })]
    }),
  )
  return all.flat()
})

/** Whether a whole server has moved, often from http to https; a start page alone may lead elsewhere while the API stays. */
const isMoved = (redirect: string, pathname: string): boolean =>
  URL.canParse(redirect) && new URL(redirect).pathname.replace(/\/+$/, '') === pathname.replace(/\/+$/, '')

/** Tokens and certificates begin to fail somewhere beyond this, ms. */
const SKEW_MS = 5 * 60_000

export const clockSkew = defineCheck('clock', async (context, found) => {
  const dates = await Promise.all(
    context.upstreams.map(async (upstream) => ({ upstream, date: (await context.reach(upstream)).date })),
  )
  const wrong = dates.flatMap(({ upstream, date }) => {
    if (date === undefined || leadsHere(context, upstream.baseUrl)) return []
    const minutes = Math.round(Math.abs(date - context.cli.clock.now()) / 60_000)
    return minutes * 60_000 > SKEW_MS ? [{ minutes, host: new URL(upstream.baseUrl).host }] : []
  })
  // One server's clock may be wrong; where several agree, it is this machine's.
  return wrong.slice(0, 1).map((values) => found('warning', 'skewed', values))
})
