/** The form of `data/meters.json`. It holds numbers and words of upstreams about their limits, and no secret. */
import { z } from 'zod'
import { METER_KINDS, METER_SOURCES, METER_UNITS, type Meter } from '../../contract/meter.ts'
import type { KnownMeters } from './meters.ts'

const instant = z.number().int()
const meterSchema = z.object({
  window: z.string().min(1).max(100),
  kind: z.enum(METER_KINDS),
  source: z.enum(METER_SOURCES),
  unit: z.enum(METER_UNITS),
  used: z.number().min(0).optional(),
  limit: z.number().min(0).optional(),
  left: z.string().max(40).optional(),
  resetsAt: instant.optional(),
  status: z.string().max(100).optional(),
  seenAt: instant,
})
const fileSchema = z.object({
  services: z.record(z.string(), z.record(z.string(), z.array(meterSchema))),
})

/** The text of `meters.json`. */
export const writeMeters = (meters: KnownMeters): string => {
  const services = Object.fromEntries(
    [...meters].map(([service, upstreams]) => [
      service,
      Object.fromEntries([...upstreams].map(([name, windows]) => [name, [...windows.values()]])),
    ]),
  )
  return `${JSON.stringify({ services }, null, 2)}\n`
}

/** Reads that text. Undefined when it says nothing that can be used: what was read is read again from the next answers. */
export const readMeters = (text: string): KnownMeters | undefined => {
  const parsed = fileSchema.safeParse(parseJson(text))
  if (!parsed.success) return undefined
  return new Map(
    Object.entries(parsed.data.services).map(([service, upstreams]) => [
      service,
      new Map(
        Object.entries(upstreams).map(([name, meters]) => [
          name,
          new Map(meters.map((meter) => [meter.window, knownFields(meter)])),
        ]),
      ),
    ]),
  )
}

/** Without fields that are absent, which the schema writes as undefined. */
const knownFields = (meter: z.output<typeof meterSchema>): Meter =>
  Object.fromEntries(Object.entries(meter).filter(([, value]) => value !== undefined)) as unknown as Meter

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
