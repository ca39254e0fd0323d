/** What a check of `clp doctor` is, and what it is given to look at. */
import type { Status } from '../../contract/api/status.ts'
import type { AccessSettings } from '../../contract/settings.ts'
import type { Upstream } from '../../contract/upstream.ts'
import type { PlannedListener } from '../../daemon/listening/exposure.ts'
import type { Binding } from '../../process/options.ts'
import type { RunFile } from '../../process/run-file.ts'
import type { ClientService } from '../../proxy/exchange/service.ts'
import type { Rejection } from '../../store/config/config.ts'
import type { DocumentFault } from '../../store/config/fault.ts'
import type { ClientView } from '../clients/attach-status.ts'
import type { Cli } from '../context/cli.ts'
import type { Messages } from '../messages/en.ts'
import type { Values } from '../messages/fill.ts'
import type { Reach } from './reach.ts'

export type CheckTexts = Messages['doctor']['checks']
export type CheckId = keyof CheckTexts

/** `info` is worth knowing and nothing wrong. */
export type Severity = 'error' | 'warning' | 'info'

export interface Finding {
  /** Names the texts of cause and remedy. */
  readonly kind: string
  readonly severity: Severity
  readonly values: Values
  /** Mends it without harm; what cannot be mended that way has none. */
  readonly mend?: () => Promise<void>
}

/** Something of this machine that was looked at once for all checks. */
export interface CheckContext {
  readonly cli: Cli
  readonly nodeVersion: string
  readonly platform: NodeJS.Platform
  /** Less than this and the log stops being written soon, bytes. */
  readonly littleSpace: number
  readonly services: readonly ClientService[]
  /** Upstreams of all services that are not disabled. */
  readonly upstreams: readonly Upstream[]
  readonly pool: (service: string) => readonly Upstream[]
  readonly rejections: readonly Rejection[]
  readonly faults: readonly DocumentFault[]
  readonly access: AccessSettings
  readonly clients: readonly ClientView[]
  /** Why the journal of client set-ups cannot be read, else empty. */
  readonly journalFault: string
  /** Where CLP listens or would listen; why that cannot be told, as a sentence. */
  readonly places: readonly (Binding & PlannedListener & { readonly label: string })[]
  readonly placesFault: string
  /** The run file of the living daemon. */
  readonly run: RunFile | undefined
  /** What it says of itself; undefined when it does not run or does not answer. */
  readonly status: Status | undefined
  /** Asks an upstream for a sign of life, once for all checks. */
  readonly reach: (upstream: Upstream) => Promise<Reach>
}

export interface Check {
  readonly id: CheckId
  readonly run: (context: CheckContext) => Promise<readonly Finding[]>
}

/** Makes a finding; the compiler knows which kinds have texts. */
export type Found<Id extends CheckId> = (
  severity: Severity,
  kind: keyof CheckTexts[Id]['findings'] & string,
  values?: Values,
  mend?: () => Promise<void>,
) => Finding

/** A check and what it looks for. It may throw: then `clp doctor` says that it could not look. */
export const defineCheck = <Id extends CheckId>(
  id: Id,
  look: (context: CheckContext, found: Found<Id>) => readonly Finding[] | Promise<readonly Finding[]>,
): Check => ({
  id,
  run: async (context) =>
    look(context, (severity, kind, values = {}, mend) => ({
      kind,
      severity,
      values,
      ...(mend === undefined ? {} : { mend }),
    })),
})
