/** The rules as typed values, for forms: what is in force, and saving it without touching what the form does not know. */
import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import {
  balancingSettingsSchema,
  bodySettingsSchema,
  endpointSettingsSchema,
  headerSettingsSchema,
  ifMatchSchema,
  routingSettingsSchema,
  systemSettingsSchema,
} from '../../contract/api/documents.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import type { Document } from '../../store/config/document.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { bodyFilterDocument } from '../../store/documents/body-filter.ts'
import { endpointFilterDocument } from '../../store/documents/endpoint-filter.ts'
import { headerFilterDocument } from '../../store/documents/header-filter.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { mergeSettings } from '../writes/merge-settings.ts'
import { requireVersion, save } from '../writes/saving.ts'

type ViewSchema = z.ZodObject<{ version: z.ZodString; settings: z.ZodType }>

const readRoute = <Path extends string, Schema extends ViewSchema>(path: Path, schema: Schema) =>
  createRoute({
    method: 'get',
    path,
    tags: ['settings'],
    summary: 'The settings in force, and the version of their document',
    responses: answers(schema, 'The settings'),
  })

const writeRoute = <Path extends string, Schema extends ViewSchema>(path: Path, schema: Schema) =>
  createRoute({
    method: 'put',
    path,
    tags: ['settings'],
    summary: 'Save settings; what differs is written, everything else stays as it is',
    request: {
      headers: ifMatchSchema,
      body: jsonBody(z.object({ settings: schema.shape.settings as Schema['shape']['settings'] })),
    },
    responses: answers(schema, 'The settings as saved'),
  })

export const settingsRoutes = ({ config }: { readonly config: ConfigStore }) => {
  const view = <T>(document: Document<T>) => ({
    version: config.read(document.id).version,
    settings: config.snapshot().get(document),
  })
  const write = async <T>(document: Document<T>, settings: unknown, ifMatch: string | undefined) => {
    requireVersion(config, document.id, ifMatch)
    await save(config, {
      document: document.id,
      ifMatch,
      edit: (text) => mergeSettings(document, text, settings),
    })
    return view(document)
  }

  const filters = routeGroup()
    .openapi(readRoute('/api/filters/endpoint', endpointSettingsSchema), (context) =>
      context.json(view(endpointFilterDocument), 200),
    )
    .openapi(writeRoute('/api/filters/endpoint', endpointSettingsSchema), async (context) => {
      const { 'if-match': version } = context.req.valid('header')
      return context.json(await write(endpointFilterDocument, context.req.valid('json').settings, version), 200)
    })
    .openapi(readRoute('/api/filters/header', headerSettingsSchema), (context) =>
      context.json(view(headerFilterDocument), 200),
    )
    .openapi(writeRoute('/api/filters/header', headerSettingsSchema), async (context) => {
      const { 'if-match': version } = context.req.valid('header')
      return context.json(await write(headerFilterDocument, context.req.valid('json').settings, version), 200)
    })
    .openapi(readRoute('/api/filters/body', bodySettingsSchema), (context) =>
      context.json(bodyView(view(bodyFilterDocument)), 200),
    )
    .openapi(writeRoute('/api/filters/body', bodySettingsSchema), async (context) => {
      const { 'if-match': version } = context.req.valid('header')
      return context.json(bodyView(await write(bodyFilterDocument, context.req.valid('json').settings, version)), 200)
    })

  const others = routeGroup()
    .openapi(readRoute('/api/routing', routingSettingsSchema), (context) => context.json(view(routingDocument), 200))
    .openapi(writeRoute('/api/routing', routingSettingsSchema), async (context) => {
      const { 'if-match': version } = context.req.valid('header')
      return context.json(await write(routingDocument, context.req.valid('json').settings, version), 200)
    })
    .openapi(readRoute('/api/balancing', balancingSettingsSchema), (context) =>
      context.json(view(balancingDocument), 200),
    )
    .openapi(writeRoute('/api/balancing', balancingSettingsSchema), async (context) => {
      const { 'if-match': version } = context.req.valid('header')
      return context.json(await write(balancingDocument, context.req.valid('json').settings, version), 200)
    })
    .openapi(readRoute('/api/system', systemSettingsSchema), (context) => context.json(view(systemDocument), 200))
    .openapi(writeRoute('/api/system', systemSettingsSchema), async (context) => {
      const { 'if-match': version } = context.req.valid('header')
      return context.json(await write(systemDocument, context.req.valid('json').settings, version), 200)
    })

  return routeGroup().route('/', filters).route('/', others)
}

const bodyView = <Rule>({ version, settings }: { readonly version: string; readonly settings: readonly Rule[] }) => ({
  version,
  settings: [...settings],
})
