/** Restores one event in its bytes: small ones at once, large ones only where something in them may be a placeholder. */
import type { Work } from '../../codec/work/work.ts'
import type { EventRestorer } from './event-restorer.ts'
import type { PlaceholderFinder } from './find-placeholders.ts'
import { createPlaceholderScan } from './placeholder-scan.ts'
import type { ReplyTask } from './reply-task.ts'

/** Bytes of an event that takes so long that it is looked at in slices first, as one with a picture is. */
const LARGE = 512 * 1024
/** Bytes of the largest event that is restored: it is read in one go. */
const LARGEST = 8 * 1024 * 1024

/** Gives an event as it is to be handed on, with what waited before it; the same bytes where nothing is to be done. */
export type RestoreEvent = (event: Buffer) => Work<Buffer>

export const createRestoreEvent = (
  restorer: EventRestorer,
  { finder, gaveUp }: Pick<ReplyTask, 'finder' | 'gaveUp'>,
): RestoreEvent => {
  const scan = createPlaceholderScan(finder.forms)
  return function* (event) {
    if (event.length > LARGE) {
      if (!restorer.isWaiting && !(yield* mayConcern(event, scan.places, finder))) return event
      if (event.length > LARGEST) {
        gaveUp()
        return Buffer.concat([Buffer.from(restorer.flush(''), 'latin1'), event])
      }
    }
    const text = event.toString('latin1')
    const restored = restorer.restore(text)
    return restored === text ? event : Buffer.from(restored, 'latin1')
  }
}

const QUOTE = '"'
/** Strings whose ends are looked at without a pause. */
const STRINGS_A_PAUSE = 512

/** Whether a placeholder may stand in an event, or begin at the end of one of its strings. */
function* mayConcern(
  event: Buffer,
  places: (bytes: Buffer) => Work<readonly number[]>,
  { heldFrom, longest }: PlaceholderFinder,
): Work<boolean> {
  if ((yield* places(event)).length > 0) return true
  let strings = 0
  for (let at = event.indexOf(QUOTE); at >= 0; at = event.indexOf(QUOTE, at + 1)) {
    const end = event.toString('latin1', Math.max(0, at - longest), at)
    if (heldFrom(end, 0) < end.length) return true
    strings += 1
    if (strings % STRINGS_A_PAUSE === 0) yield
  }
  return false
}
