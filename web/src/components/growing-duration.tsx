/** The age of something that is going on, growing ten times a second. */

import { useNow } from '../browser/use-now.ts'
import { formatDuration } from '../text/format.ts'

export interface GrowingDurationProps {
  /** ms since 1970, on the daemon's clock. */
  readonly since: number
  /** The daemon's wall time, ms since 1970. */
  readonly clock: () => number
}

export const GrowingDuration = ({ since, clock }: GrowingDurationProps) => {
  useNow(100)
  return <span className="tabular">{formatDuration(Math.max(0, clock() - since))}</span>
}
