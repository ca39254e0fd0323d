/** The first steps are for the first day only: whoever has traffic does not fetch them. */
import { lazy, Suspense } from 'react'
import type { Status } from '../../../../src/contract/api/status.ts'

const FirstSteps = lazy(async () => ({ default: (await import('./first-steps.tsx')).FirstSteps }))

/** A log with this many requests belongs to somebody who needs no first steps. */
const KNOWS_THE_WAY = 20

export const LazyFirstSteps = ({ status }: { readonly status: Status }) => {
  const upstreams = status.services.some((service) => service.upstreams.enabled > 0)
  if (upstreams && status.journal.records > KNOWS_THE_WAY) return null
  return (
    <Suspense>
      <FirstSteps status={status} />
    </Suspense>
  )
}
