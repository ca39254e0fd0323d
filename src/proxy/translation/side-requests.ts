/** Questions beside the conversation: counts of tokens, lists of models. Never paid for, and never asked of anybody else. */
import { bytesSource } from '../../codec/bytes/byte-source.ts'
import { inSlices } from '../../codec/work/work.ts'
import type { RawHeaders } from '../../contract/exchange.ts'
import type { Reply } from '../../edge/reply.ts'
import { readProblem } from '../../protocol/canonical/answers/read-problem.ts'
import { countRequest, estimateTokens, readCount, writeCount } from '../../protocol/translate/count.ts'
import { LANGUAGES } from '../../protocol/translate/languages.ts'
import { modelsPath, readModels, writeModel, writeModels } from '../../protocol/translate/models.ts'
import { outcomeOfStatus } from '../attempts/outcome.ts'
import type { Outgoing } from '../exchange/exchange.ts'
import { foreignGet, foreignPost } from './foreign-request.ts'
import { noteLosses } from './notes.ts'
import { putQuestion, type QuestionDeps } from './questions.ts'
import { Untranslatable } from './untranslatable.ts'
import { wholeText } from './whole-text.ts'

/** Asks the upstream where it can count, and estimates where it cannot. */
export const countTokens = async (deps: QuestionDeps, outgoing: Outgoing): Promise<Reply> => {
  const { read, written } = await putQuestion(deps, outgoing)
  const { request, trace } = outgoing.attempt
  const estimate = (): Reply => {
    noteLosses(trace, [{ what: 'tokens-estimated', where: 'input_tokens', severity: 'noted' }])
    return json(200, writeCount(read.client, estimateTokens(read.generation)), ['x-clp-estimated', 'true'])
  }
  const question = await inSlices(countRequest(written), deps.clock)
  if (question === undefined) return estimate()
  const reply = await deps.next(foreignPost(outgoing, written, { ...question, streams: false }))
  const text = await wholeText(reply, request.head.signal)
  const tokens = isGood(reply) ? readCount(text) : undefined
  if (tokens !== undefined) return json(200, writeCount(read.client, tokens))
  return isGood(reply) || CANNOT.has(reply.status) ? estimate() : passedOn(outgoing, reply, text)
}

/** How servers say that they do not count. */
const CANNOT: ReadonlySet<number> = new Set([404, 405, 501])

export const listModels = async ({ next }: QuestionDeps, outgoing: Outgoing): Promise<Reply> => {
  const { request, upstream } = outgoing.attempt
  const { protocol, path, query, signal } = request.head
  const reply = await next(foreignGet(outgoing, modelsPath(upstream.protocol)))
  const text = await wholeText(reply, signal)
  if (!isGood(reply) && !CANNOT.has(reply.status)) return passedOn(outgoing, reply, text)
  const models = isGood(reply) ? readModels(text) : []
  const id = modelIn(path)
  if (id === undefined) return json(200, writeModels(protocol.id, models, /(?:^|&)client_version=/.test(query)))
  const model = writeModel(protocol.id, models, id)
  if (model === undefined) throw new Untranslatable('not-found', `Upstream "${upstream.name}" lists no model "${id}"`)
  return json(200, model)
}

/** The model whose description is asked for; undefined when it is the list. */
const modelIn = (path: string): string | undefined => {
  const id = /\/models\/([^/]+)$/.exec(path)?.[1]
  if (id === undefined) return undefined
  try {
    return decodeURIComponent(id)
  } catch {
    return id
  }
}

const isGood = ({ status }: Reply): boolean => status >= 200 && status < 300

/** The upstream's refusal in the client's words. */
const passedOn = ({ attempt }: Outgoing, reply: Reply, text: string): Reply => {
  const { head } = attempt.request
  const problem = readProblem(reply.status < 400 ? 502 : reply.status, text, attempt.upstream.name)
  const { status, body } = LANGUAGES[head.protocol.id].writeProblem(problem)
  return { ...json(status, JSON.stringify(body)), outcome: outcomeOfStatus(problem.status) }
}

const json = (status: number, text: string, headers: RawHeaders = []): Reply => {
  const bytes = Buffer.from(text, 'utf8')
  const about = ['content-type', 'application/json', 'content-length', String(bytes.byteLength)]
  return { status, statusMessage: '', headers: [...about, ...headers], body: bytesSource([bytes]) }
}
