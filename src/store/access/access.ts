/** Who may come in: the question the proxy ports, the admin API and the live sockets all ask. */

/** What a caller showed, wherever it was found. */
export interface ShownCredentials {
  readonly authorization?: string
  readonly apiKey?: string
  /** Value of the query parameter `token`. */
  readonly queryToken?: string
}

export type AccessDecision =
  | { readonly kind: 'open' }
  | { readonly kind: 'granted'; readonly token: string }
  | { readonly kind: 'refused'; readonly reason: string }
  | { readonly kind: 'throttled'; readonly retryAfterSeconds: number }
  /** `auth.json` was never readable: everything is refused with this explanation. */
  | { readonly kind: 'unusable'; readonly reason: string }

export interface Access {
  /** Decides for one request. `service` is a service id or `ui`; `address` is the peer, for throttling. Constant-time compares. */
  readonly check: (shown: ShownCredentials, service: string, address: string) => AccessDecision
  /**
   * Decides again about somebody who was let in and is still there. They try nothing anew, so a refusal counts as no failed sign-in,
   * and nobody is throttled.
   */
  readonly checkAgain: (shown: ShownCredentials, service: string, address: string) => AccessDecision
  /** Whether a token is asked for at all. */
  readonly required: (service: string) => boolean
  /**
   * Name of the entry a shown token belongs to, if it would be let in to `service` with access on. With an address a wrong token
   * counts as a failure and an address that has to wait is told nothing, so that this is no way around the limit.
   */
  readonly recognise: (shown: ShownCredentials, service: string, address?: string) => string | undefined
  /** Decides about a token for itself alone, whatever it is for and whether or not access is on: `granted` or a refusal, never `open`. */
  readonly member: (shown: ShownCredentials, address: string) => AccessDecision
  /** Whether a shown token is good for anything. Counts nothing: to be asked about one that was refused and counted already. */
  readonly isKnown: (shown: ShownCredentials) => boolean
  /** When a token was last let in since the start, ms since 1970. */
  readonly lastUsedAt: (name: string) => number | undefined
}
