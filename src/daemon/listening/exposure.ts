/**
 * Whether CLP may listen where it was told to: beyond this machine only with access switched on, or where the user
 * allowed to do without. Reads every setting of it from the environment, in one place.
 */
import { hostname } from 'node:os'
import { parseTrustedProxies, type TrustedProxies } from '../../edge/client-address.ts'
import { type HostRules, parseHostRules } from '../../edge/host-rules.ts'
import type { Environment } from '../../process/options.ts'
import { StartFailure } from '../../process/start-failure.ts'
import type { Access } from '../../store/access/access.ts'
import { isLoopback } from '../../store/access/access-control.ts'

export interface ExposureSettings {
  readonly rules: HostRules
  readonly trusted: TrustedProxies
  /** `CLP_ALLOW_OPEN=1`: listening beyond this machine without access is meant. */
  readonly allowOpen: boolean
}

/** Throws when `CLP_ALLOWED_HOSTS` or `CLP_TRUSTED_PROXIES` holds something that cannot be meant. */
export const readExposure = (
  environment: Environment,
  own: readonly string[] = ownNames(environment),
): ExposureSettings => ({
  rules: parseHostRules(environment['CLP_ALLOWED_HOSTS'] ?? '', own),
  trusted: parseTrustedProxies(environment['CLP_TRUSTED_PROXIES'] ?? ''),
  allowOpen: /^(?:1|true|yes|on)$/i.test(environment['CLP_ALLOW_OPEN']?.trim() ?? ''),
})

/** The machine's own name, as people type it, and the names CLP was told to listen on. No foreign name server answers for these. */
const ownNames = (environment: Environment): readonly string[] => {
  const name = hostname()
  const listening = [environment['CLP_UI_HOST'], environment['CLP_PROXY_HOST']]
  return [name, ...(name.includes('.') ? [] : [`${name}.local`]), ...listening.filter(isName)]
}

const isName = (host = ''): host is string => /[a-z]/i.test(host) && !host.includes(':')

/** A listener that is about to be opened: whose it is, and how far it reaches. */
export interface PlannedListener {
  /** Service id, or `ui`. */
  readonly service: string
  readonly host: string
  /** Environment variable that set the host. */
  readonly hostVariable: string
}

/** Whether a listening host is reached only from this machine. */
export const isLocalHost = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || isLoopback(host.replace(/^\[|\]$/g, ''))

/** The listeners that anybody on the network could use without a token. */
export const unprotectedListeners = (
  planned: readonly PlannedListener[],
  access: Pick<Access, 'required'>,
): readonly PlannedListener[] => planned.filter(({ host, service }) => !isLocalHost(host) && !access.required(service))

/**
 * Throws `StartFailure` `open-door` when a listener is unprotected and nobody allowed it. Where it is allowed, the unprotected ones
 * are returned, for a notice.
 * `accessOn` is the global switch: when it is on, the switch of the one service is to blame.
 */
export const checkExposure = (
  planned: readonly PlannedListener[],
  access: Pick<Access, 'required'>,
  { allowOpen, accessOn }: { readonly allowOpen: boolean; readonly accessOn: boolean },
): readonly PlannedListener[] => {
  const open = unprotectedListeners(planned, access)
  const [first] = open
  if (first === undefined || allowOpen) return open
  const { host, hostVariable: variable, service } = first
  throw new StartFailure({ code: 'open-door', host, variable, ...(accessOn ? { service } : {}) })
}

/** For `createAccess`: while access is off, these services let in nobody from elsewhere. */
export const exposedServices =
  (
    planned: readonly PlannedListener[],
    { allowOpen }: Pick<ExposureSettings, 'allowOpen'>,
  ): ((service: string) => boolean) =>
  (service) =>
    !allowOpen && planned.some((listener) => listener.service === service && !isLocalHost(listener.host))
