/** Which protocol a client speaks, by the end of its path: a port takes clients of all of them. */
import type { ProtocolId } from '../contract/protocol.ts'
import type { Protocol } from './common/protocol.ts'
import { protocols } from './index.ts'

const COMPACT = '/responses/compact'

/** Ends of paths that belong to one protocol, the most frequent ones first. */
const ENDINGS: readonly (readonly [string, ProtocolId])[] = [
  ['/messages', 'messages'],
  ['/responses', 'responses'],
  ['/messages/count_tokens', 'messages'],
  ['/chat/completions', 'chat'],
  [':streamGenerateContent', 'gemini'],
  [':generateContent', 'gemini'],
  [':countTokens', 'gemini'],
  ['/responses/input_tokens', 'responses'],
  [COMPACT, 'responses'],
]

/** Whether a path names a question, or a count of its tokens, that has its like in the other protocols. */
export const isTranslatable = (path: string): boolean => {
  const ending = endingOf(path)
  return ending !== undefined && ending[0] !== COMPACT
}

const endingOf = (path: string): (typeof ENDINGS)[number] | undefined => {
  const bare = path.endsWith('/') ? path.slice(0, -1) : path
  return ENDINGS.find(([ending]) => bare.endsWith(ending))
}

/** `port`: what the clients of the port speak, for paths that say nothing, such as lists of models. The path is without its query. */
export const spokenAt = (path: string, port: Protocol): Protocol => {
  const found = endingOf(path)
  return found === undefined ? port : protocols[found[1]]
}
