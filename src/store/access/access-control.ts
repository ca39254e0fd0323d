/** Decides who may come in, from `auth.json` as it is in force at this moment. */
import { isIP } from 'node:net'
import { isGeneratedForm, looksLikeToken } from '../../codec/text/token.ts'
import type { Clock } from '../../contract/clock.ts'
import type { AccessSettings } from '../../contract/settings.ts'
import type { ConfigStore } from '../config/config.ts'
import type { Document } from '../config/document.ts'
import type { Access, AccessDecision, ShownCredentials } from './access.ts'
import { createThrottle } from './access-throttle.ts'
import { type KnownToken, knownTokens, matchTokens, whyRefused } from './access-tokens.ts'

export interface AccessOptions {
  readonly config: Pick<ConfigStore, 'snapshot'>
  /** `auth.json`. */
  readonly document: Document<AccessSettings>
  readonly clock: Clock
  /**
   * Whether a service listens beyond this machine without leave to do so openly. Then peers from elsewhere are refused while
   * access is off, so that `clp auth off` on a running daemon lets nobody in. Nowhere when absent.
   */
  readonly exposed?: (service: string) => boolean
}

const HOW_TO_SHOW = 'show it as "Authorization: Bearer clp_…", "X-API-Key: clp_…" or "?token=clp_…"'
const MISSING = `A CLP token is needed: ${HOW_TO_SHOW}; "clp auth generate" makes one`
const UNKNOWN = 'This CLP token is not known; "clp auth list" names the ones that are'
const FROM_ELSEWHERE =
  'Requests from other machines are refused while access is off; make a token with "clp auth generate" and run "clp auth on"'

export const createAccess = (options: AccessOptions): Access => {
  const { config, document, clock, exposed = () => false } = options
  const throttle = createThrottle({ clock })
  const lastUsed = new Map<string, number>()
  let compiledFrom: AccessSettings | undefined
  let known: readonly KnownToken[] = []

  const settings = (): AccessSettings => config.snapshot().get(document)
  const tokens = (value: AccessSettings): readonly KnownToken[] => {
    if (value !== compiledFrom) {
      known = knownTokens(value)
      compiledFrom = value
    }
    return known
  }
  const unusable = (): string | undefined => config.snapshot().unusable(document)?.reason

  const verify = (value: AccessSettings, shown: ShownCredentials, service: string | undefined): AccessDecision => {
    const token = shownToken(shown)
    if (token === undefined) return { kind: 'refused', reason: MISSING }
    let reason: string | undefined
    for (const entry of entriesOf(tokens(value), token)) {
      const refusal = whyRefused(entry, service, clock.now())
      if (refusal === undefined) return { kind: 'granted', token: entry.name }
      reason = refusal
    }
    return { kind: 'refused', reason: reason ?? UNKNOWN }
  }

  const isKnown = (shown: ShownCredentials): boolean => verify(settings(), shown, undefined).kind === 'granted'

  /** The verdict with the limit on failures laid over it. */
  const decide = (shown: ShownCredentials, service: string | undefined, address: string): AccessDecision => {
    const decision = verify(settings(), shown, service)
    const caller = callerAt(address)
    const wait = throttle.waitSeconds(caller)
    // Nobody guesses a generated token, so its holder is not locked out by a stale client at the same address.
    const mayPass = wait === 0 || isGeneratedForm(withoutShape(shownToken(shown) ?? ''))
    if (decision.kind === 'granted' && mayPass) return decision
    // Who holds a token that is good for something else guesses nothing.
    if (decision.kind === 'refused' && mayPass && isKnown(shown)) return decision
    if (decision.kind !== 'granted' && !showsAnything(shown)) return decision
    if (wait > 0) return { kind: 'throttled', retryAfterSeconds: wait }
    throttle.failed(caller)
    return decision
  }

  const checkBy = (decideToken: typeof decide) => (shown: ShownCredentials, service: string, address: string) => {
    const broken = unusable()
    if (broken !== undefined) return { kind: 'unusable', reason: broken } as const
    if (isRequired(settings(), service)) return decideToken(shown, service, address)
    if (exposed(service) && !isLoopback(address)) return { kind: 'refused', reason: FROM_ELSEWHERE } as const
    return { kind: 'open' } as const
  }
  const checkCounted = checkBy(decide)

  return {
    check: (shown, service, address) => {
      const decision = checkCounted(shown, service, address)
      if (decision.kind === 'granted') lastUsed.set(decision.token, clock.now())
      return decision
    },
    checkAgain: checkBy((shown, service) => verify(settings(), shown, service)),
    required: (service) => unusable() !== undefined || isRequired(settings(), service),
    recognise: (shown, service, address) => {
      const decision = address === undefined ? verify(settings(), shown, service) : decide(shown, service, address)
      return decision.kind === 'granted' ? decision.token : undefined
    },
    member: (shown, address) => {
      const broken = unusable()
      return broken === undefined ? decide(shown, undefined, address) : { kind: 'unusable', reason: broken }
    },
    isKnown,
    lastUsedAt: (name) => lastUsed.get(name),
  }
}

/**
 * The one token a request stands or falls with: the first of bearer, key header and query that begins with `clp_`. As in the
 * original, a wrong one is not made good by a later one.
 */
export const shownToken = (shown: ShownCredentials): string | undefined => {
  const bearer = /^bearer +(.*)$/i.exec(shown.authorization ?? '')?.[1]?.trim()
  return [bearer, shown.apiKey?.trim(), shown.queryToken].find(
    (value): value is string => value !== undefined && looksLikeToken(value),
  )
}

/** What stands behind the first dot is for the client alone: `clp attach claude --limits` gives its token the shape of a gateway's. */
const withoutShape = (token: string): string => {
  const dot = token.indexOf('.')
  return dot < 0 ? token : token.slice(0, dot)
}

/** Every entry that a shown token is: as it stands, for one written by hand may hold a dot, and without what only its client reads. */
const entriesOf = (known: readonly KnownToken[], token: string): readonly KnownToken[] => {
  const plain = withoutShape(token)
  return plain === token ? matchTokens(known, token) : [...matchTokens(known, token), ...matchTokens(known, plain)]
}

const isRequired = (value: AccessSettings, service: string): boolean =>
  value.enabled && value.services[service] !== false

/** A request that shows nothing is not an attempt at guessing: a page whose sign-in has lapsed must not lock its user out. */
const showsAnything = (shown: ShownCredentials): boolean =>
  [shown.authorization, shown.apiKey, shown.queryToken].some((value) => value !== undefined && value !== '')

/** Whom failures are counted for: this machine has sixteen million addresses, and one caller can use them all. */
const callerAt = (address: string): string =>
  isLoopback(address) ? 'loopback' : address.replace(/^::ffff:(?=\d+\.)/i, '')

/** Whether an address is this machine, also written as an IPv4 address inside an IPv6 one. */
export const isLoopback = (address: string): boolean => {
  const plain = address.replace(/^::ffff:/i, '')
  return plain === '::1' || (isIP(plain) === 4 && plain.startsWith('127.'))
}
