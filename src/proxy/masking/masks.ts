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
}

/** `keyFile`: absolute path; read, or made, when the first secret is masked. */
export const createMasks = (keyFile: string, clock: Pick<Clock, 'elapsed'>): Masks => {
  let mint: Mint | undefined
  return {
    vaults: createVaults(clock),
    mint: () => {
      mint ??= createMint(keyIn(keyFile))
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
