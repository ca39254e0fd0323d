/** The builders of Messages answers, under the name tests know them by. They live with `clp demo`, which ships them. */
export {
  type Block,
  MESSAGES_HEADERS,
  message,
  messageError,
  messageEvents,
  messageStream,
  type StreamEvent,
  sseEvent,
  text,
  thinking,
  toolUse,
} from '../../src/cli/demo/messages-stream.ts'
