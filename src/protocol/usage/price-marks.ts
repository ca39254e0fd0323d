/**
 * What an answer says about its price beside its counts: tier, speed and place, calls that are billed one by one, and tokens of other kinds
 * than text. Names as the makers document them:
 * https://platform.claude.com/docs/en/api/messages, https://platform.openai.com/docs/api-reference/responses/object,
 * https://ai.google.dev/api/generate-content#UsageMetadata
 */

import { isObject } from '../../codec/json/is-object.ts'
import type { PricedBy } from '../../contract/usage.ts'
import type { Json } from '../common/protocol.ts'
import { type RawUsage, toCount } from './usage-shape.ts'

type Writable = { -readonly [Name in keyof PricedBy]: PricedBy[Name] }

/** Of a usage object; undefined when it says nothing but counts of text. */
export const priceMarks = (raw: RawUsage): PricedBy | undefined => {
  const marks: Writable = {}
  const tier = raw['service_tier'] ?? raw['trafficType']
  if (typeof tier === 'string') marks.tier = tier
  if (typeof raw['speed'] === 'string') marks.speed = raw['speed']
  if (typeof raw['inference_geo'] === 'string') marks.geo = raw['inference_geo']
  const searches = toCount(memberOf(raw, 'server_tool_use')['web_search_requests'])
  if (searches > 0) marks.searches = searches
  markMedia(marks, raw)
  return isEmpty(marks) ? undefined : marks
}

const markMedia = (marks: Writable, raw: RawUsage): void => {
  const input = [memberOf(raw, 'input_tokens_details'), memberOf(raw, 'prompt_tokens_details')]
  const output = [memberOf(raw, 'output_tokens_details'), memberOf(raw, 'completion_tokens_details')]
  const modal = (list: string, modality: string): number => tokensOf(raw[list], modality)
  const inputAudio = countIn(input, 'audio_tokens') || modal('promptTokensDetails', 'AUDIO')
  const inputImage = countIn(input, 'image_tokens') || modal('promptTokensDetails', 'IMAGE')
  const outputAudio = countIn(output, 'audio_tokens') || modal('candidatesTokensDetails', 'AUDIO')
  const outputImage = countIn(output, 'image_tokens') || modal('candidatesTokensDetails', 'IMAGE')
  const cachedAudio = modal('cacheTokensDetails', 'AUDIO')
  if (inputAudio > 0) marks.inputAudio = inputAudio
  if (inputImage > 0) marks.inputImage = inputImage
  if (outputAudio > 0) marks.outputAudio = outputAudio
  if (outputImage > 0) marks.outputImage = outputImage
  if (cachedAudio > 0) marks.cachedMedia = true
}

/** Items of an answer that are looked at; real ones have a few dozen. */
const MOST_ITEMS = 10_000

/** Of a payload of OpenAI's, which names its tier, and the searches that were made, beside the usage object. */
export const marksBeside = (payload: unknown): PricedBy | undefined => {
  if (!isObject(payload)) return undefined
  const answer = isObject(payload['response']) ? payload['response'] : payload
  const marks: Writable = {}
  if (typeof answer['service_tier'] === 'string') marks.tier = answer['service_tier']
  const { output } = answer
  const items = Array.isArray(output) ? output.slice(0, MOST_ITEMS).filter(isObject) : []
  const searches = items.filter(isWebSearch).length
  const fileSearches = items.filter(({ type }) => type === 'file_search_call').length
  if (searches > 0) marks.searches = searches
  if (fileSearches > 0) marks.fileSearches = fileSearches
  return isEmpty(marks) ? undefined : marks
}

/** Pages that are opened, and texts that are looked for in them, belong to a search and are not billed. */
const isWebSearch = ({ type, action }: Json): boolean =>
  type === 'web_search_call' && (!isObject(action) || action['type'] === undefined || action['type'] === 'search')

/** Later marks go before former ones. */
export const mergeMarks = (former: PricedBy | undefined, later: PricedBy | undefined): PricedBy | undefined =>
  former === undefined ? later : later === undefined ? former : { ...former, ...later }

const isEmpty = (marks: Writable): boolean => {
  for (const _ in marks) return false
  return true
}

const NOTHING: Json = {}

const memberOf = (raw: RawUsage, name: string): Json => {
  const value = raw[name]
  return isObject(value) ? value : NOTHING
}

const countIn = (holders: readonly Json[], name: string): number =>
  holders.reduce((found, holder) => found || toCount(holder[name]), 0)

/** Tokens of one kind in a list of `{modality, tokenCount}`. */
const tokensOf = (list: unknown, modality: string): number =>
  Array.isArray(list)
    ? list
        .slice(0, MOST_ITEMS)
        .filter(isObject)
        .filter((entry) => entry['modality'] === modality)
        .reduce((sum, entry) => sum + toCount(entry['tokenCount']), 0)
    : 0
