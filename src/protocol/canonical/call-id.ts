/** Ids of tool calls as each protocol takes them. The same id gives the same result for a call and its answer, in every request. */
import { createHash } from 'node:crypto'
import type { ProtocolId } from '../../contract/protocol.ts'

/** Ids that pass unchanged. Gemini takes any text. */
const VALID: Readonly<Record<ProtocolId | 'mistral', RegExp>> = {
  messages: /^[a-zA-Z0-9_-]{1,64}$/,
  responses: /^[^\s]{1,64}$/,
  chat: /^[a-zA-Z0-9_-]{1,40}$/,
  gemini: /^.+$/s,
  mistral: /^[a-zA-Z0-9]{9}$/,
}

export type CallIds = (id: string) => string

/** Never cuts: two long ids may share a beginning. */
export const callIdsFor = (rule: ProtocolId | 'mistral'): CallIds => {
  const valid = VALID[rule]
  const known = new Map<string, string>()
  return (id) => {
    if (valid.test(id)) return id
    const mapped =
      known.get(id) ?? (rule === 'mistral' ? nineOf(id) : `call_${hash(id).toString('base64url').slice(0, 24)}`)
    known.set(id, mapped)
    return mapped
  }
}

const hash = (text: string): Buffer => createHash('sha256').update(text).digest()

const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

const nineOf = (id: string): string => Array.from(hash(id).subarray(0, 9), (byte) => BASE62[byte % 62]).join('')
