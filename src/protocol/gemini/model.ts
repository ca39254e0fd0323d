/** Where requests of the Gemini API name the model. */
import type { ModelPlaces } from '../common/protocol.ts'

/** `/v1beta/models/gemini-2.5-pro:generateContent`: it stands between the last slash and the colon. Code Assist names it in the body. */
export const model: ModelPlaces = {
  member: 'model',
  inPath: (path) => {
    const found = /\/models\/([^/:]+)/.exec(path)
    if (found?.[1] === undefined) return undefined
    const end = found.index + found[0].length
    return { start: end - found[1].length, end }
  },
}
