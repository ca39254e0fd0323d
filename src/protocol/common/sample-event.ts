/** One event of a stream with a name, as services write it: for the demo and the tests, which make up whole streams. */

export type StreamEvent = { readonly type: string } & Readonly<Record<string, unknown>>

/** `newline` is the line end: the specification of server-sent events allows `\r\n` too. */
export const sseEvent = (event: StreamEvent, newline = '\n'): string =>
  `event: ${event.type}${newline}data: ${JSON.stringify(event)}${newline}${newline}`
