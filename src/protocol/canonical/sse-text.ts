/** Server-sent events as text (WHATWG HTML, section 9.2). */
import { writeJson } from '../../codec/json/exact-json.ts'

/** An event with its name, which several SDKs insist on. */
export const namedEvent = (type: string, members: Readonly<Record<string, unknown>>): string =>
  `event: ${type}\ndata: ${writeJson({ type, ...members })}\n\n`

export const dataEvent = (value: unknown): string => `data: ${writeJson(value)}\n\n`

export const COMMENT_EVENT = ': keepalive\n\n'
