/** What masking keeps from request to request: the key, and who was given which placeholder. */
import type { Clock } from '../../contract/clock.ts'
import { problemFor } from '../../edge/problem.ts'
import { MaskKeyError, readMaskKey } from '../../store/files/mask-key.ts'
import { createMint, type Mint } from './placeholder.ts'
import { createVaults, type Vaults } from './vault.ts'

export interface Masks {
  /** Throws `Problem` `config-unusable` while the key cannot be used. */
  readonly mint: () => Mint
  readonly vaults: Vaults
  /** Whether the last answer that should have been read could not be. */
  readonly unread: { is: boolean }
  /** Counts a secret that was replaced. */
  readonly counted: (kind: string) => void
  /** By kind: how many were replaced since the start. */
  readonly counts: () => ReadonlyMap<string, number>
}

/** `keyFile`: absolute path; read, or made, when the first request is masked. */
export const createMasks = (keyFile: string, clock: Pick<Clock, 'elapsed'>): Masks =>
  masksWith(() => createMint(keyIn(keyFile)), clock)

/** `makeMint` is called once it does not throw. */
export const masksWith = (makeMint: () => Mint, clock: Pick<Clock, 'elapsed'>): Masks => {
  let mint: Mint | undefined
  const counts = new Map<string, number>()
  return {
    vaults: createVaults(clock),
    unread: { is: false },
    counted: (kind) => counts.set(kind, (counts.get(kind) ?? 0) + 1),
    counts: () => counts,
    mint: () => {
      mint ??= makeMint()
      return mint
    },
  }
}

const keyIn = (file: string): Uint8Array => {
  try {
    return readMaskKey(file)
  } catch (error) {
    if (!(error instanceof MaskKeyError)) throw error
    throw problemFor('config-unusable', { code: 'mask-key-unusable', params: { file } }, { cause: error })
  }
}
