/** A message of Amazon Bedrock's streams as the server-sent event that the same model writes elsewhere. */
import type { AwsMessage } from '../../codec/stream/aws-event-stream.ts'
import { parseObject } from './json.ts'

export const AWS_EVENT_STREAM = 'application/vnd.amazon.eventstream'

/** Member of the last event with the counts that Bedrock made itself. */
export const AWS_METRICS = 'amazon-bedrock-invocationMetrics'

/**
 * The event as text, without its blank line: of `invoke-with-response-stream` the model's own event, which is wrapped in Base64; of
 * `converse-stream` one under the name of the message; of an exception one called `error`.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModelWithResponseStream.html
 */
export const awsEvent = ({ headers, payload }: AwsMessage): string => {
  const text = payload.toString('utf8')
  if (headers.get(':message-type') !== 'event') return `event: error\ndata: ${text}`
  const inner = parseObject(text)?.['bytes']
  if (typeof inner === 'string') return `data: ${Buffer.from(inner, 'base64').toString('utf8')}`
  return `event: ${headers.get(':event-type') ?? ''}\ndata: ${text}`
}
