/** Masking: its kinds, what was replaced since the start, and what would be replaced in a text. */
import { createRoute } from '@hono/zod-openapi'
import { inSlices } from '../../codec/work/work.ts'
import { maskingAnswerSchema, maskTryAnswerSchema, maskTryRequestSchema } from '../../contract/api/masking.ts'
import { maskingAnswer, tryMasking } from '../../proxy/mask-settings/mask-views.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import type { AdminDeps } from '../context/deps.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { withStoredWords } from '../writes/word-masks.ts'

const masking = createRoute({
  method: 'get',
  path: '/api/masking',
  tags: ['settings'],
  summary: 'The kinds of secrets, which are looked for, and how many were replaced',
  responses: answers(maskingAnswerSchema, 'Masking'),
})

const tryText = createRoute({
  method: 'post',
  path: '/api/masking/try',
  tags: ['settings'],
  summary: 'For a text: what would be replaced in it',
  request: { body: jsonBody(maskTryRequestSchema) },
  responses: answers(maskTryAnswerSchema, 'Kinds and places, and the text with placeholders'),
})

export const maskingRoutes = ({ config, clock, maskedCounts }: Pick<AdminDeps, 'config' | 'clock' | 'maskedCounts'>) =>
  routeGroup()
    .openapi(masking, (context) =>
      context.json(maskingAnswer(config.snapshot().get(maskDocument), maskedCounts()), 200),
    )
    .openapi(tryText, async (context) => {
      const { text, service, draft } = context.req.valid('json')
      const inForce = config.snapshot().get(maskDocument)
      const settings =
        draft === undefined ? inForce : maskDocument.parse(JSON.stringify(withStoredWords(draft, inForce)))
      return context.json(await inSlices(tryMasking(settings, text, service), clock), 200)
    })
