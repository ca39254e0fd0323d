/** Texts of the upstreams page. */
import type { texts as english } from '../en/upstreams.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = { title: 'Upstreams' }
