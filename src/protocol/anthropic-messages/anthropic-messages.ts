/** Anthropic's Messages API: Claude Code and many others speak it. https://docs.anthropic.com/en/api/messages */

import type { Protocol } from '../common/protocol.ts'
import { setApart } from '../common/set-apart.ts'
import { answers } from './answers.ts'
import { credentials } from './credentials.ts'
import { operationOf, streamsByPath } from './endpoints.ts'
import { errors } from './errors.ts'
import { events } from './events.ts'
import { limits } from './limits.ts'
import { model } from './model.ts'
import { opaque } from './opaque.ts'
import { probe } from './probe.ts'
import { session } from './session.ts'
import { signed } from './signed.ts'
import { answerTextsOfMessages, requestTextsOfMessages } from './texts.ts'
import { usage } from './usage.ts'

export const anthropicMessages = {
  id: 'messages',
  label: 'Anthropic Messages',
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
  texts: { request: requestTextsOfMessages, answer: answerTextsOfMessages },
  probe,
} as const satisfies Protocol
