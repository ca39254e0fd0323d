/** Ways in which what came with a good status is no answer to a question. */

/** Found while nothing of it has reached the client, or at the end of what has. */
export const ANSWER_FAULTS = {
  errorBody: 'error-in-200',
  errorEvent: 'error-event-first',
  empty: 'empty-200',
  webPage: 'web-page-in-200',
  /** It has not the shape of an answer in its language. */
  noAnswer: 'no-answer-in-200',
  cut: 'cut-before-content',
} as const

/** Code of the failure of an upstream that redirects to another place; the message is that place. */
export const REDIRECTS = 'redirects'

/** Found only at the end: an error in the midst of a stream, and a stream that ends without the event that ends one. */
export const ENDING_FAULTS = { errorEvent: 'error-event', noTerminal: 'no-terminal-event' } as const
