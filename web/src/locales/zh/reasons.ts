/** Every reason the daemon gives. */
import { chinese } from '../../../../src/contract/reason/messages/zh.ts'

export const texts = chinese
