/**
 * Long work cut into slices: a generator that yields now and then, so that whoever runs it may look at the clock, let others have the
 * event loop, or give up.
 */
import type { Clock } from '../../contract/clock.ts'

/** Yields each time it could pause; returns what came out. */
export type Work<T> = Generator<undefined, T, undefined>

/** Runs work to its end without a pause, for those who cannot wait: whatever is small, and tests. */
export const finish = <T>(work: Work<T>): T => {
  for (;;) {
    const step = work.next()
    if (step.done === true) return step.value
  }
}

/** The same work, given up by throwing what `tooLong` makes once it has run for more than `limitMs`; pauses do not count. */
export function* limited<T>(
  work: Work<T>,
  { clock, limitMs, tooLong }: { clock: Pick<Clock, 'elapsed'>; limitMs: number; tooLong: () => Error },
): Work<T> {
  let spent = 0
  for (;;) {
    const begun = clock.elapsed()
    const step = work.next()
    spent += clock.elapsed() - begun
    if (spent > limitMs) throw tooLong()
    if (step.done === true) return step.value
    yield
  }
}

/** Longest time for which work holds the event loop when it begins, in ms: what is small is done by then. */
const FIRST_SLICE_MS = 3
/** And each time it goes on. */
const SLICE_MS = 5

/** Runs work in slices; between them everybody else has their turn. What ends within the first slice is returned at once. */
export const inSlices = <T>(work: Work<T>, clock: Pick<Clock, 'elapsed'>): T | Promise<T> => {
  const first = slice(work, clock, FIRST_SLICE_MS)
  return first.done === true ? first.value : rest(work, clock)
}

const rest = async <T>(work: Work<T>, clock: Pick<Clock, 'elapsed'>): Promise<T> => {
  for (;;) {
    await nextTurn()
    const step = slice(work, clock, SLICE_MS)
    if (step.done === true) return step.value
  }
}

/**
 * Who waits for the next slice. There is one event loop, so there is one queue: of all that is long, one slice runs in each of its rounds,
 * and a hundred long requests at once hold nobody up for longer than one does.
 */
const waiting: (() => void)[] = []

/** Resolves when it is one's turn among all that is long. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (waiting.push(resolve) === 1) setImmediate(letNextOn)
  })

const letNextOn = (): void => {
  const next = waiting.shift()
  if (waiting.length > 0) setImmediate(letNextOn)
  next?.()
}

/**
 * Runs works of one flow one after the other, as `inSlices` does; but what several of them take in one round of the event loop counts together,
 * so that a flow of small works holds nobody up.
 */
export const createPacer = (clock: Pick<Clock, 'elapsed'>): (<T>(work: Work<T>) => T | Promise<T>) => {
  let spent = 0
  const forget = (): void => {
    spent = 0
  }
  return (work) => {
    if (spent >= FIRST_SLICE_MS) return rest(work, clock)
    const begun = clock.elapsed()
    const first = slice(work, clock, FIRST_SLICE_MS - spent)
    if (spent === 0) setImmediate(forget)
    spent += clock.elapsed() - begun
    return first.done === true ? first.value : rest(work, clock)
  }
}

const slice = <T>(work: Work<T>, clock: Pick<Clock, 'elapsed'>, ms: number): IteratorResult<undefined, T> => {
  const until = clock.elapsed() + ms
  for (;;) {
    const step = work.next()
    if (step.done === true || clock.elapsed() >= until) return step
  }
}
