/** What the events of an answer have said so far. */
import { asBuffer } from '../../codec/bytes/as-buffer.ts'
import type { Framer } from '../../codec/bytes/held-bytes.ts'
import { createAwsEventFramer } from '../../codec/stream/aws-event-stream.ts'
import { createLineFramer } from '../../codec/stream/ndjson.ts'
import { createSseFramer } from '../../codec/stream/sse.ts'
import { awsEvent } from '../common/aws-event.ts'
import { isDoneMark } from '../common/event-form.ts'
import type { EventForm, EventMeaning } from '../common/protocol.ts'
import type { Writing } from './writing.ts'

/** Hears each event with what it means; `isMark`: it says nothing but that the stream is over. */
export type EventListener = (meaning: EventMeaning, isMark: boolean) => void

/** Cuts an answer into its events. One of more than `limit` bytes is content. */
export const createEventReader = (
  writing: 'events' | 'frames' | 'lines',
  { form, limit }: { readonly form: EventForm; readonly limit: number },
  listener: EventListener,
): Framer => {
  const hear = (text: string | undefined): void => {
    if (text === undefined) listener('content', false)
    else listener(form.meaning(text), isDoneMark(text))
  }
  switch (writing) {
    case 'events':
      return createSseFramer(limit, (event) => hear(event && asBuffer(event).toString('utf8')))
    case 'frames':
      return createAwsEventFramer(limit, (message) => hear(message && awsEvent(message)))
    case 'lines':
      return createLineFramer(limit, (line) => hear(line && `data: ${asBuffer(line).toString('utf8')}`))
  }
}

export const isEventWriting = (writing: Writing | undefined): writing is 'events' | 'frames' | 'lines' =>
  writing === 'events' || writing === 'frames' || writing === 'lines'

/** Facts of a stream, whole or its end. */
export class EventFacts {
  /** Something that belongs to an answer was said. */
  said = false
  /** The event that ends a stream was among them. */
  ended = false
  failed = false

  readonly hear: EventListener = (meaning, isMark) => {
    if (meaning === 'error') this.failed = true
    if (meaning === 'terminal') this.ended = true
    if (meaning !== 'nothing' && !isMark) this.said = true
  }
}
