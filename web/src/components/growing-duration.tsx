/** The age of something that is going on, growing ten times a second. */
import { formatDuration } from '../format.ts'
import { useNow } from './use-now.ts'

export interface GrowingDurationProps {
  /** ms since 1970, on the daemon's clock. */
  readonly since: number
  /** The daemon's clock minus the browser's, ms. */
  readonly skewMs: number
}

export const GrowingDuration = ({ since, skewMs }: GrowingDurationProps) => {
  const now = useNow(100)
  return <span className="tabular">{formatDuration(Math.max(0, now + skewMs - since))}</span>
}
