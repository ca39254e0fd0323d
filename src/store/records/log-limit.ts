/** How much of the log is kept; `logLimit` of the system document. */
import type { SystemSettings } from '../../contract/settings.ts'

export type LogLimit = Readonly<SystemSettings['logLimit']>
