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
import { maskSettingsSchema } from '../../contract/api/masking.ts'
import type { MaskSettings } from '../../contract/mask.ts'
import type { ConfigStore } from '../../store/config/config.ts'
import type { Document } from '../../store/config/document.ts'
import { balancingDocument } from '../../store/documents/balancing.ts'
import { bodyFilterDocument } from '../../store/documents/body-filter.ts'
import { endpointFilterDocument } from '../../store/documents/endpoint-filter.ts'
import { headerFilterDocument } from '../../store/documents/header-filter.ts'
import { maskDocument } from '../../store/documents/mask.ts'
import { routingDocument } from '../../store/documents/routing.ts'
import { systemDocument } from '../../store/documents/system.ts'
import { answers, jsonBody, routeGroup } from '../http/route.ts'
import { mergeSettings } from '../writes/merge-settings.ts'
import { requireVersion, save } from '../writes/saving.ts'
import { withMaskedWords, withStoredWords } from '../writes/word-masks.ts'

type ViewSchema = z.ZodObject<{ version: z.ZodString; settings: z.ZodType }>

interface SettingsDeps {
  readonly config: ConfigStore
}

export const settingsRoutes = (deps: SettingsDeps) =>
  routeGroup()
    .route('/', settingsRoute(deps, '/api/filters/endpoint', endpointSettingsSchema, endpointFilterDocument))
    .route('/', settingsRoute(deps, '/api/filters/header', headerSettingsSchema, headerFilterDocument))
    .route('/', settingsRoute(deps, '/api/filters/body', bodySettingsSchema, bodyFilterDocument))
    .route('/', settingsRoute(deps, '/api/filters/mask', maskSettingsSchema, maskDocument, MASK_WORDS))
    .route('/', settingsRoute(deps, '/api/routing', routingSettingsSchema, routingDocument))
    .route('/', settingsRoute(deps, '/api/balancing', balancingSettingsSchema, balancingDocument))
    .route('/', settingsRoute(deps, '/api/system', systemSettingsSchema, systemDocument))

/** How settings are shown, and read from who was shown them. */
interface Shown<T> {
  readonly show: (settings: T) => T
  readonly take: (settings: T, stored: T) => T
}

const AS_THEY_ARE = { show: <T>(settings: T): T => settings, take: <T>(settings: T): T => settings }
const MASK_WORDS: Shown<MaskSettings> = { show: withMaskedWords, take: withStoredWords }

/** Reading and writing of one document as settings. */
const settingsRoute = <Path extends string, Schema extends ViewSchema>(
  { config }: SettingsDeps,
  path: Path,
  schema: Schema,
  document: Document<Readonly<z.output<Schema['shape']['settings']>>>,
  { show, take }: Shown<Readonly<z.output<Schema['shape']['settings']>>> = AS_THEY_ARE,
) => {
  // The document's own parser made the value, so that it is what the schema describes.
  const view = () =>
    ({ version: config.read(document.id).version, settings: show(config.snapshot().get(document)) }) as z.output<Schema>
  return routeGroup()
    .openapi(readRoute(path, schema), (context) => context.json(view(), 200))
    .openapi(writeRoute(path, schema), async (context) => {
      const { 'if-match': ifMatch } = context.req.valid('header')
      const { settings }: { readonly settings?: unknown } = context.req.valid('json')
      requireVersion(config, document.id, ifMatch)
      const taken = take(settings as Parameters<typeof take>[0], config.snapshot().get(document))
      const edit = (text: string): string => mergeSettings(document, text, taken)
      await save(config, { document: document.id, ifMatch, edit })
      return context.json(view(), 200)
    })
}

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
