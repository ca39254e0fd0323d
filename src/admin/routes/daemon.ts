/** The daemon as such: signs of life, its log, reading the documents again, stopping it. */
import { createRoute, z } from '@hono/zod-openapi'
import {
  drainAnswerSchema,
  drainRequestSchema,
  readinessSchema,
  replaceAnswerSchema,
  replaceRequestSchema,
} from '../../contract/api/daemon.ts'
import { doneSchema, logTailSchema, stopAnswerSchema, stopRequestSchema } from '../../contract/api/status.ts'
import { problemFor } from '../../edge/problem.ts'
import { readyAnswer } from '../../edge/readiness.ts'
import type { AdminDeps } from '../context/deps.ts'
import { answers, bodyOfAnyVersion, routeGroup } from '../http/route.ts'

const aliveSchema = z.object({ status: z.literal('ok') })

const health = createRoute({
  method: 'get',
  path: '/health',
  tags: ['daemon'],
  summary: 'A sign of life, for anybody',
  responses: answers(aliveSchema, 'Alive'),
})

const ping = createRoute({
  method: 'get',
  path: '/ping',
  tags: ['daemon'],
  summary: 'A sign of life, for anybody',
  responses: answers(aliveSchema, 'Alive'),
})

const livez = createRoute({
  method: 'get',
  path: '/livez',
  tags: ['daemon'],
  summary: 'Whether the process answers at all, for orchestrators',
  responses: answers(aliveSchema, 'Alive'),
})

const readyz = createRoute({
  method: 'get',
  path: '/readyz',
  tags: ['daemon'],
  summary: 'Whether it wants requests, for balancers',
  responses: {
    ...answers(readinessSchema, 'It does'),
    503: {
      description: 'It starts, or is being drained',
      content: { 'application/json': { schema: readinessSchema } },
    },
  },
})

const log = createRoute({
  method: 'get',
  path: '/api/log',
  tags: ['daemon'],
  summary: 'The newest lines of the daemon log',
  request: {
    query: z.object({
      lines: z
        .string()
        .regex(/^\d{1,4}$/)
        .transform(Number)
        .optional(),
    }),
  },
  responses: answers(logTailSchema, 'Lines, oldest first'),
})

const refresh = createRoute({
  method: 'post',
  path: '/api/refresh',
  tags: ['daemon'],
  summary: 'Read all documents again now',
  responses: answers(doneSchema, 'They are in force'),
})

const stop = createRoute({
  method: 'post',
  path: '/api/daemon/stop',
  tags: ['daemon'],
  summary: 'Stop the daemon once running requests have ended',
  request: { body: bodyOfAnyVersion(stopRequestSchema) },
  responses: answers(stopAnswerSchema, 'It stops'),
})

const drain = createRoute({
  method: 'post',
  path: '/api/daemon/drain',
  tags: ['daemon'],
  summary: 'Say no at /readyz, go on for a while, then stop once running requests have ended',
  request: { body: bodyOfAnyVersion(drainRequestSchema) },
  responses: answers(drainAnswerSchema, 'It drains'),
})

const replace = createRoute({
  method: 'post',
  path: '/api/daemon/replace',
  tags: ['daemon'],
  summary: 'Start another daemon that takes over the ports; only for the command line of the same user',
  request: { body: bodyOfAnyVersion(replaceRequestSchema) },
  responses: answers(replaceAnswerSchema, 'What came of it'),
})

/** Lines of the log when nothing else is asked for. */
const LINES = 200

const ONLY_CONTROL = { code: 'command-line-only', params: {} } as const

export const daemonRoutes = ({ daemon, config, live }: Pick<AdminDeps, 'daemon' | 'config' | 'live'>) =>
  routeGroup()
    .openapi(health, (context) => context.json({ status: 'ok' as const }, 200))
    .openapi(ping, (context) => context.json({ status: 'ok' as const }, 200))
    .openapi(livez, (context) => context.json({ status: 'ok' as const }, 200))
    .openapi(readyz, (context) => {
      const { status, body } = readyAnswer(daemon.readyState())
      return context.json(body, status)
    })
    .openapi(log, async (context) => context.json(await daemon.log(context.req.valid('query').lines ?? LINES), 200))
    .openapi(refresh, (context) => {
      config.refresh()
      return context.json({ ok: true as const }, 200)
    })
    .openapi(stop, (context) => {
      const openRequests = live.openCount()
      daemon.stop(context.req.valid('json').timeoutMs)
      return context.json({ ok: true as const, pid: daemon.pid, openRequests }, 200)
    })
    .openapi(drain, (context) => {
      const openRequests = live.openCount()
      const limits = daemon.drain(context.req.valid('json'))
      return context.json({ ok: true as const, pid: daemon.pid, openRequests, ...limits }, 200)
    })
    .openapi(replace, async (context) => {
      // It names a program to run: a token for the UI must not be enough for that.
      if (context.get('caller').kind !== 'control') {
        throw problemFor('bad-request', ONLY_CONTROL, { status: 403 })
      }
      return context.json(await daemon.replace(context.req.valid('json')), 200)
    })
