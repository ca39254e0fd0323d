/** Where the tokens of clients are kept: entries of `auth.json`, added and removed by edits of its text. */
import type { TokenEntry } from '../../contract/settings.ts'
import { addToken, removeToken, TokenEditError } from '../../store/documents/access-edits.ts'

export interface TokenKeeper {
  readonly add: (entry: TokenEntry) => Promise<void>
  /** Does nothing when there is none of that name. */
  readonly remove: (name: string) => Promise<void>
}

export interface TokenWrites {
  /** Writes `auth.json`; resolves when the edit is in force. */
  readonly change: (edit: (text: string) => string) => Promise<unknown>
  /** Throws `TokenEditError` when there is none of that name; absent: by an edit. */
  readonly remove?: (name: string) => Promise<void>
}

export const tokenKeeper = ({ change, remove }: TokenWrites): TokenKeeper => ({
  add: async (entry) => {
    await change((text) => addToken(text, entry))
  },
  remove: async (name) => {
    try {
      await (remove === undefined ? change((text) => removeToken(text, name)) : remove(name))
    } catch (error) {
      if (!(error instanceof TokenEditError)) throw error
    }
  },
})
