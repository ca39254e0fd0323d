/** Content of messages and results of OpenAI Responses as parts: https://platform.openai.com/docs/api-reference/responses/create */
import type { Json, JsonDocument, JsonObject } from '../../../codec/json/exact-json.ts'
import { mapped } from '../../../codec/work/lists.ts'
import type { Work } from '../../../codec/work/work.ts'
import { listOf, objectOf, objectsOf, textOf, wordOf } from '../../canonical/fields.ts'
import type { Losses } from '../../canonical/loss.ts'
import type { MediaSource, Part, ResultContent } from '../../canonical/part.ts'
import { sourceOfUrl } from '../../canonical/requests/media.ts'

export interface ItemReading {
  readonly document: JsonDocument
  readonly losses: Losses
}

/** A text stands for one part. */
export function* readContent(content: Json | undefined, reading: ItemReading): Work<readonly Part[]> {
  if (typeof content === 'string') return content === '' ? [] : [{ type: 'text', text: content }]
  return yield* mapped(objectsOf(content), (part) => readPart(part, reading))
}

const readPart = (part: JsonObject, { document, losses }: ItemReading): Part => {
  switch (part['type']) {
    case 'input_text':
    case 'output_text':
    case 'text':
    case 'summary_text':
      if (listOf(part['annotations']).length > 0) losses.add('citations-dropped', 'input')
      return { type: 'text', text: textOf(part['text']) ?? '' }
    case 'refusal':
      return { type: 'refusal', text: textOf(part['refusal']) ?? '' }
    case 'input_image':
      return { type: 'image', source: imageSource(part), detail: wordOf(part['detail']) }
    case 'input_file':
      return { type: 'file', source: fileSource(part), name: wordOf(part['filename']) }
    case 'input_audio': {
      const audio = objectOf(part['input_audio']) ?? part
      return { type: 'audio', data: textOf(audio['data']) ?? '', format: textOf(audio['format']) ?? 'wav' }
    }
    default:
      return { type: 'hosted', protocol: 'responses', name: textOf(part['type']) ?? '', item: document.raw(part) }
  }
}

const imageSource = (part: JsonObject): MediaSource => {
  const id = wordOf(part['file_id'])
  if (id !== undefined) return { kind: 'id', id, protocol: 'responses' }
  return sourceOfUrl(textOf(part['image_url']) ?? textOf(objectOf(part['image_url'])?.['url']) ?? '')
}

/** The data may come as a data URL or as bare base64, which is a PDF then. */
const fileSource = (part: JsonObject): MediaSource => {
  const id = wordOf(part['file_id'])
  if (id !== undefined) return { kind: 'id', id, protocol: 'responses' }
  const url = wordOf(part['file_url'])
  if (url !== undefined) return sourceOfUrl(url)
  const data = textOf(part['file_data']) ?? ''
  return data.startsWith('data:') ? sourceOfUrl(data) : { kind: 'data', mime: 'application/pdf', data }
}

/** What a tool gave back: a text, or parts. */
export function* readOutput(output: Json | undefined, reading: ItemReading): Work<readonly ResultContent[]> {
  const parts = yield* readContent(output, reading)
  return parts.filter((part): part is ResultContent => {
    const fits = part.type === 'text' || part.type === 'image' || part.type === 'file'
    if (!fits) reading.losses.add('parameter-dropped', `output ${part.type}`)
    return fits
  })
}
