/** The tokens of `auth.json`, made ready for comparing: digests of one length, so that a compare tells nothing by its time. */
import { createHash, timingSafeEqual } from 'node:crypto'
import { isExpired } from '../../codec/text/expiry.ts'
import type { AccessSettings, TokenEntry } from '../../contract/settings.ts'

export interface KnownToken {
  readonly name: string
  readonly digest: Buffer
  readonly active: boolean
  readonly expiresAt: string | null
  /** Undefined: all services. */
  readonly services: ReadonlySet<string> | undefined
}

/** Entries without a name, or with neither a token nor a readable hash, let nobody in. */
export const knownTokens = (settings: AccessSettings): readonly KnownToken[] =>
  settings.tokens.flatMap((entry) => {
    const digest = digestOf(entry)
    if (digest === undefined || entry.name.trim() === '') return []
    return [
      {
        name: entry.name,
        digest,
        active: entry.active,
        expiresAt: entry.expires_at ?? null,
        services: servicesOf(entry.services),
      },
    ]
  })

/** Every entry whose token is the shown one. Looks at all of them, whatever it finds. */
export const matchTokens = (known: readonly KnownToken[], token: string): readonly KnownToken[] => {
  const shown = sha256(token)
  return known.filter((entry) => timingSafeEqual(entry.digest, shown))
}

/** Why a matching entry does not let in to `service` (undefined: to what concerns itself), or undefined when it does. For its holder to read. */
export const whyRefused = (entry: KnownToken, service: string | undefined, now: number): string | undefined => {
  if (!entry.active) return `The CLP token "${entry.name}" is disabled; enable it with "clp auth enable ${entry.name}"`
  if (isExpired(entry.expiresAt, now)) {
    return `The CLP token "${entry.name}" has expired; make a new one with "clp auth generate"`
  }
  if (service !== undefined && entry.services !== undefined && !entry.services.has(service)) {
    return `The CLP token "${entry.name}" is not valid for "${service}"; its entry in auth.json lists the services it is for`
  }
  return undefined
}

const digestOf = (entry: TokenEntry): Buffer | undefined => {
  const clear = entry.token ?? ''
  if (clear !== '') return clear.startsWith('clp_') ? sha256(clear) : undefined
  const hash = entry.token_hash ?? ''
  return /^[0-9a-f]{64}$/i.test(hash) ? Buffer.from(hash, 'hex') : undefined
}

const servicesOf = (services: TokenEntry['services']): ReadonlySet<string> | undefined => {
  if (services === undefined || services === null) return undefined
  return new Set([services].flat().map((service) => service.trim().toLowerCase()))
}

const sha256 = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest()
