/** Every reason the daemon gives, in the words it uses itself. */
import { english } from '../../../../src/contract/reason/messages/en.ts'

export const texts = english
