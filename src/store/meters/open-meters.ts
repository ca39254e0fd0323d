/** Opens the meters of upstreams over their file; what belongs to an upstream that is gone goes with it. */
import type { Clock } from '../../contract/clock.ts'
import type { ServiceId } from '../../contract/service.ts'
import type { ConfigStore } from '../config/config.ts'
import { type LateFile, openLateFile, textOfFile } from '../files/late-file.ts'
import { createMeters, type KnownMeters, type Meters } from './meters.ts'
import { readMeters, writeMeters } from './meters-file.ts'

export interface OpenMetersOptions {
  /** Absolute path of `meters.json`. */
  readonly file: string
  readonly config: Pick<ConfigStore, 'subscribe'>
  readonly clock: Clock
  /** Told when the file cannot be read or written, and about headers that cannot be read. */
  readonly onTrouble: (message: string) => void
}

/** Meters that are kept in a file. */
export interface KeptMeters extends Meters, Pick<LateFile, 'flush' | 'handOver'> {
  /** Writes and stops. */
  readonly close: () => void
}

export const openMeters = ({ file, config, clock, onTrouble }: OpenMetersOptions): KeptMeters => {
  const late = openLateFile({ file, onTrouble })
  const meters = createMeters({
    clock,
    known: read(file, onTrouble),
    save: (known) => late.save(() => writeMeters(known())),
    onUnread: (service: ServiceId, upstream, name) =>
      onTrouble(
        `Upstream "${upstream}" of ${service} sends a header "${name}" whose value cannot be read: it is left out of the meters`,
      ),
  })
  const undo = config.subscribe(({ changed, snapshot }) => {
    for (const { document } of changed) {
      const pool = snapshot.pool(document)
      if (pool.length > 0)
        meters.retain(
          document,
          pool.map(({ name }) => name),
        )
    }
  })
  return {
    ...meters,
    flush: late.flush,
    handOver: late.handOver,
    close: () => {
      undo()
      late.flush()
    },
  }
}

/** What the file says, for whoever only looks. */
export const readKeptMeters = ({ file, clock, onTrouble }: Omit<OpenMetersOptions, 'config'>): Meters =>
  createMeters({ clock, known: read(file, onTrouble) })

const read = (file: string, onTrouble: (message: string) => void): KnownMeters => {
  const text = textOfFile(file)
  const known = text === undefined ? new Map() : readMeters(text)
  if (known === undefined) onTrouble(`Cannot read "${file}": what upstreams say of their limits is read again`)
  return known ?? new Map()
}
