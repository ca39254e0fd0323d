/** Reading token counts: a fold over the usage objects of an answer, pure and the same for any cut of the bytes. */
import type { PricedBy, Usage } from '../../contract/usage.ts'

/** How one service writes its counts. */
export interface UsageDialect {
  /** Name of the object that holds the counts, as it stands in JSON: `"usage"`, quotes included. */
  readonly name: string
  /** Whether an object of that name holds counts; tells them from somebody's own field. */
  readonly holdsCounts: (value: unknown) => value is Readonly<Record<string, unknown>>
  /** Finds the usage object in one JSON payload (a whole answer or the data of one event), or undefined. */
  readonly find: (payload: unknown) => Readonly<Record<string, unknown>> | undefined
  /** What a payload says about its price beside the usage object, where a service does so. */
  readonly pricedBeside?: (payload: unknown) => PricedBy | undefined
  /** Turns the merged raw fields into the canonical record. */
  readonly read: (raw: Readonly<Record<string, unknown>>) => Usage
}
