/** Long work on the body of a request, in slices: the memory of the body stays until it is done, also when the exchange ends meanwhile. */
import type { Body } from '../../codec/bytes/body.ts'
import { inSlices, type Work } from '../../codec/work/work.ts'
import type { Clock } from '../../contract/clock.ts'

/** What comes out of the work: at once where it is small, else a promise. */
export const readInSlices = <T>(body: Body, work: Work<T>, clock: Pick<Clock, 'elapsed'>): T | Promise<T> => {
  const result = inSlices(work, clock)
  if (!(result instanceof Promise)) return result
  const hold = body.memory.retain()
  return result.finally(() => hold.release())
}
