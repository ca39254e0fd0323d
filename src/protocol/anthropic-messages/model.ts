/** Where requests of the Messages API name the model: in the body at Anthropic, in the path at Amazon Bedrock and Google Vertex AI. */
import type { ModelPlaces, Span } from '../common/protocol.ts'

/** `…/model/<id>/invoke`, whose id may hold colons, and `…/models/<id>:rawPredict`. Vertex counts tokens at an address that is no model. */
const IN_PATH =
  /\/model\/([^/]+)\/(?:invoke|invoke-with-response-stream|converse|converse-stream|count-tokens)$|\/models\/(?!count-tokens[@:])([^/:]+):(?:rawPredict|streamRawPredict)$/

export const model: ModelPlaces = {
  member: 'model',
  inPath: (path): Span | undefined => {
    const found = IN_PATH.exec(path)
    const name = found?.[1] ?? found?.[2]
    if (found === null || name === undefined) return undefined
    const start = found.index + found[0].indexOf(name, '/model/'.length)
    return { start, end: start + name.length }
  },
}
