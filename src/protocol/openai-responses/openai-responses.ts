/** OpenAI's Responses API: Codex speaks it. https://platform.openai.com/docs/api-reference/responses */

import type { Protocol } from '../common/protocol.ts'
import { setApart } from '../common/set-apart.ts'
import { credentials } from '../openai/credentials.ts'
import { operationOf, streamsByPath } from '../openai/endpoints.ts'
import { model } from '../openai/model.ts'
import { opaque } from '../openai/opaque.ts'
import { session } from '../openai/session.ts'
import { signed } from '../openai/signed.ts'
import { answerTextsOfOpenAi, requestTextsOfOpenAi } from '../openai/texts.ts'
import { usage } from '../openai/usage.ts'
import { answers } from './answers.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { limits } from './limits.ts'
import { probe } from './probe.ts'

export const openaiResponses = {
  id: 'responses',
  label: 'OpenAI Responses',
  operationOf,
  streamsByPath,
  model,
  session,
  credentials,
  errors,
  limits,
  answers,
  events,
  usage,
  apart: setApart({ signed, opaque }),
  texts: { request: requestTextsOfOpenAi, answer: answerTextsOfOpenAi },
  probe,
} as const satisfies Protocol
