/** The builders of Responses answers, under the name tests know them by. They live with `clp demo`, which ships them. */
export {
  calls,
  type Item,
  RESPONSES_HEADERS,
  reasons,
  response,
  responseError,
  responseEvents,
  responseFailed,
  responseStream,
  says,
} from '../../src/cli/demo/responses-stream.ts'
