/** Opens what is known of balances over its file; what belongs to an upstream that is gone goes with it. */
import type { ConfigStore } from '../config/config.ts'
import { type LateFile, openLateFile, textOfFile } from '../files/late-file.ts'
import { type Balances, type BalancesByUpstream, createBalances } from './balances.ts'
import { readBalances, writeBalances } from './balances-file.ts'

export interface OpenBalancesOptions {
  /** Absolute path of `balances.json`. */
  readonly file: string
  readonly config: Pick<ConfigStore, 'subscribe'>
  /** Told when the file cannot be read or written. */
  readonly onTrouble: (message: string) => void
}

/** Balances that are kept in a file. */
export interface KeptBalances extends Balances, Pick<LateFile, 'flush' | 'handOver'> {
  /** Writes and stops. */
  readonly close: () => void
}

export const openBalances = ({ file, config, onTrouble }: OpenBalancesOptions): KeptBalances => {
  const late = openLateFile({ file, onTrouble })
  const balances = createBalances({
    known: read(file, onTrouble),
    save: (known) => late.save(() => writeBalances(known())),
  })
  const undo = config.subscribe(({ changed, snapshot }) => {
    for (const { document } of changed) {
      const pool = snapshot.pool(document)
      const names = pool.map(({ name }) => name)
      if (pool.length > 0) balances.retain(document, names)
    }
  })
  return {
    ...balances,
    flush: late.flush,
    handOver: late.handOver,
    close: () => {
      undo()
      late.flush()
    },
  }
}

/** What the file says, for whoever only looks. */
export const readKeptBalances = (file: string, onTrouble: (message: string) => void): Balances =>
  createBalances({ known: read(file, onTrouble) })

const read = (file: string, onTrouble: (message: string) => void): BalancesByUpstream => {
  const text = textOfFile(file)
  const known = text === undefined ? new Map() : readBalances(text)
  if (known === undefined) onTrouble(`Cannot read "${file}": balances are asked for again`)
  return known ?? new Map()
}
