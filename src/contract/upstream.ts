/** An upstream as the user configured it. What traffic has taught us about it lives apart, in `store/health`. */
import type { BalanceSettings } from './balance-settings.ts'
import type { ProtocolId } from './protocol.ts'
import type { Secret } from './secret.ts'
import type { ServiceId } from './service.ts'

/** What CLP shows an upstream to be let in. With neither part, the client's own credential is passed on. */
export interface Credential {
  /** Sent as `authorization: Bearer …`. */
  readonly bearer?: Secret
  /** Sent in the protocol's own key header, for example `x-api-key`. */
  readonly apiKey?: Secret
}

export interface BalanceQuery {
  /** Without their token, which stands beside them. */
  readonly settings: BalanceSettings
  /** Another token, where the key of requests may not ask. */
  readonly token?: Secret
}

export interface Upstream {
  readonly service: ServiceId
  /** Unique within its service. */
  readonly name: string
  /** In which it is asked and answers; where its entry names none, that of its service's clients. */
  readonly protocol: ProtocolId
  /** Its entry names the protocol: what clients ask in another one is translated. Else everything is passed on as it is. */
  readonly translates?: true
  /** Base address without trailing slashes; a path prefix is kept. */
  readonly baseUrl: string
  readonly credential: Credential
  /** Priority (and share, for spreading policies). Higher is preferred; 0 when absent. */
  readonly weight: number
  /** True for exactly one enabled upstream of a service, if it has any: the effective active one. */
  readonly active: boolean
  /** False when the user has put it away (`deleted` on disk). */
  readonly enabled: boolean
  /** When it was disabled: ISO 8601, UTC. */
  readonly disabledAt?: string
  /** "Out until": an instant in ms since 1970; before it the upstream gets no traffic from balancing policies. */
  readonly pausedUntil?: number
  /** True when its redirects go to the client as they are, wherever they lead. */
  readonly passRedirects?: true
  /** How its balance is asked for. */
  readonly balance?: BalanceQuery
}
