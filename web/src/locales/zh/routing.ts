/** Texts of the routing page. */
import type { texts as english } from '../en/routing.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = { title: 'Routing' }
