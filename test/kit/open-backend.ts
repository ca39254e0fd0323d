/** How the suites of the back ends open one. */
import type { Clock } from '../../src/contract/clock.ts'
import { systemSchema } from '../../src/contract/settings.ts'
import type { LogLimit } from '../../src/store/records/log-limit.ts'
import type { RecordStore } from '../../src/store/records/record-store.ts'

/** Keeps everything. */
export const NO_LIMITS: LogLimit = { ...systemSchema.parse({}).logLimit, requests: 1e9, requestsWithBodies: 1e9 }

export type OpenBackend = (options: { readonly clock: Clock; readonly limits: LogLimit }) => Promise<RecordStore>
