/** What the outside may know of a client service. The services themselves live in `proxy/services`. */
import { z } from 'zod'

/** Short lower-case name of a client service, for example `claude`. */
export const serviceIdSchema = z.string().regex(/^[a-z][a-z0-9-]*$/)

export type ServiceId = string

/** A service as the daemon reports it. The UI draws whatever stands here and names no service itself. */
export const serviceInfoSchema = z.object({
  id: serviceIdSchema,
  /** Name shown to people, for example "Claude". */
  label: z.string(),
  /** Name of the program that connects here, for example "Claude Code". */
  client: z.string(),
  /** Where the service listens, for example `http://127.0.0.1:3210`. */
  address: z.string(),
  port: z.number().int(),
})

export type ServiceInfo = z.infer<typeof serviceInfoSchema>
