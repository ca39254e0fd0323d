/** Google's Gemini API: Gemini CLI speaks it. https://ai.google.dev/api/generate-content */

import type { Protocol } from '../common/protocol.ts'
import { setApart } from '../common/set-apart.ts'
import { answers } from './answers.ts'
import { credentials } from './credentials.ts'
import { operationOf, streamsByPath } from './endpoints.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { model } from './model.ts'
import { opaque } from './opaque.ts'
import { probe } from './probe.ts'
import { session } from './session.ts'
import { signed } from './signed.ts'
import { answerTextsOfGemini, requestTextsOfGemini } from './texts.ts'
import { usage } from './usage.ts'

export const gemini = {
  id: 'gemini',
  label: 'Gemini',
  operationOf,
  streamsByPath,
  model,
  session,
  credentials,
  errors,
  answers,
  events,
  usage,
  apart: setApart({ signed, opaque }),
  texts: { request: requestTextsOfGemini, answer: answerTextsOfGemini },
  probe,
} as const satisfies Protocol
