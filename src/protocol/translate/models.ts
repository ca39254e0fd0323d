/** Lists of models, from the upstream's form to the client's. */
import { type Json, readJson, writeJson } from '../../codec/json/exact-json.ts'
import type { ProtocolId } from '../../contract/protocol.ts'
import { numberOf, objectOf, objectsOf, wordOf } from '../canonical/fields.ts'

export interface ListedModel {
  readonly id: string
  readonly name: string
  /** Unix time in seconds; 0 where the upstream does not say. */
  readonly created: number
}

const PATHS: Readonly<Record<ProtocolId, string>> = {
  messages: '/v1/models?limit=1000',
  responses: '/models',
  chat: '/models',
  gemini: '/models?pageSize=1000',
}

/** Where an upstream lists its models, below its base address. */
export const modelsPath = (upstream: ProtocolId): string => PATHS[upstream]

/** The models of an upstream's answer, in any of the forms; none when it cannot be read. */
export const readModels = (body: string): readonly ListedModel[] => {
  const value = objectOf(readJson(body))
  const listed = objectsOf(value?.['data'] ?? value?.['models'] ?? readJson(body))
  return listed.flatMap((model) => {
    const id = (wordOf(model['id']) ?? wordOf(model['name']) ?? '').replace(/^models\//, '')
    const name = wordOf(model['display_name']) ?? wordOf(model['displayName']) ?? id
    const created = secondsOf(model['created'] ?? model['created_at'])
    return id === '' ? [] : [{ id, name, created }]
  })
}

/** The last second of the year 9999; whatever lies behind it is no time in seconds. */
const LATEST = 253_402_300_799

/** A time as a number of seconds, or of milliseconds, or as a text; 0 for what is none. */
const secondsOf = (time: Json | undefined): number => {
  const given = numberOf(time) ?? 0
  const seconds = Math.trunc(typeof time === 'string' ? Date.parse(time) / 1000 : given > LATEST ? given / 1000 : given)
  return seconds > 0 && seconds <= LATEST ? seconds : 0
}

/** `isCodex`: the client asks with its version, and reads a list of its own too. */
export const writeModels = (client: ProtocolId, models: readonly ListedModel[], isCodex = false): string => {
  switch (client) {
    case 'messages':
      return writeJson({
        data: models.map((model) => modelOf(client, model)),
        has_more: false,
        first_id: models[0]?.id ?? null,
        last_id: models.at(-1)?.id ?? null,
      })
    case 'gemini':
      return writeJson({ models: models.map((model) => modelOf(client, model)) })
    default:
      return writeJson({
        object: 'list',
        data: models.map((model) => modelOf(client, model)),
        models: isCodex ? [] : undefined,
      })
  }
}

/** One model; undefined when the list has none of that id. */
export const writeModel = (client: ProtocolId, models: readonly ListedModel[], id: string): string | undefined => {
  const model = models.find((one) => one.id === id)
  return model === undefined ? undefined : writeJson(modelOf(client, model))
}

const METHODS = ['generateContent', 'streamGenerateContent', 'countTokens']

const modelOf = (client: ProtocolId, { id, name, created }: ListedModel): object => {
  switch (client) {
    case 'messages':
      return { type: 'model', id, display_name: name, created_at: new Date(created * 1000).toISOString() }
    case 'gemini':
      return { name: `models/${id}`, displayName: name, supportedGenerationMethods: METHODS }
    default:
      return { id, object: 'model', created, owned_by: 'upstream' }
  }
}
