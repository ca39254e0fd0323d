/** Why a daemon could not start, in a form that can cross the IPC channel and be told in any language. */

export type StartFailureReason =
  /** Another daemon serves this home. `pid` is 0 when it is not known. */
  | { readonly code: 'already-running'; readonly pid: number }
  | {
      readonly code: 'port-in-use'
      /** Name of what should listen there: a service's label, or `UI`. */
      readonly what: string
      readonly host: string
      readonly port: number
      /** Name of the environment variable that sets another port. */
      readonly variable: string
    }
  | {
      readonly code: 'address-unavailable'
      readonly what: string
      readonly host: string
      readonly port: number
      /** System code such as `EADDRNOTAVAIL` or `EACCES`. */
      readonly system: string
    }
  | { readonly code: 'home-unwritable'; readonly path: string; readonly system: string }
  /** Listening beyond this machine while access is off; `CLP_ALLOW_OPEN=1` overrides. */
  | {
      readonly code: 'open-door'
      readonly host: string
      readonly variable: string
      /** Set when access is on, but switched off for this service (or `ui`) in auth.json. */
      readonly service?: string
    }
  /** The log database must be brought up to date, which a process that still writes to the old form does not allow. */
  | { readonly code: 'database-outdated' }
  /** Anything else; `message` is a sentence. */
  | { readonly code: 'failed'; readonly message: string }

/** Thrown while a daemon starts. `message` is English; the command line tells `reason` in the user's language. */
export class StartFailure extends Error {
  readonly reason: StartFailureReason

  constructor(reason: StartFailureReason, options?: ErrorOptions) {
    super(describeReason(reason), options)
    this.name = 'StartFailure'
    this.reason = reason
  }
}

/** Whatever was thrown, as a reason. */
export const reasonOf = (error: unknown): StartFailureReason => {
  if (error instanceof StartFailure) return error.reason
  return { code: 'failed', message: error instanceof Error ? error.message : String(error) }
}

/** A reason as an English sentence. */
export const describeReason = (reason: StartFailureReason): string => {
  switch (reason.code) {
    case 'already-running':
      return `Cannot start a second CLP on this home: process ${reason.pid} serves it`
    case 'port-in-use':
      return `Cannot listen on ${reason.host}:${reason.port} for ${reason.what}: the port is in use; set ${reason.variable} for another one`
    case 'address-unavailable':
      return `Cannot listen on ${reason.host}:${reason.port} for ${reason.what}: ${reason.system}`
    case 'home-unwritable':
      return `Cannot write to "${reason.path}": ${reason.system}`
    case 'open-door':
      return reason.service === undefined
        ? `Cannot listen on ${reason.host} while access is off: turn it on, or unset ${reason.variable}`
        : `Cannot listen on ${reason.host} while access is off for "${reason.service}": set services.${reason.service} to true in auth.json, or unset ${reason.variable}`
    case 'database-outdated':
      return 'Cannot share the log database with the former CLP: it must be brought up to date first'
    case 'failed':
      return reason.message
  }
}
