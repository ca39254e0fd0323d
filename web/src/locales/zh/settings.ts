/** Texts of the settings page. */
import type { texts as english } from '../en/settings.ts'
import type { Shape } from '../shape.ts'

export const texts: Shape<typeof english> = { title: 'Settings' }
