/** How an upstream failed last, in the language of the page. */
import type { UpstreamHealthView } from '../../../src/contract/api/upstreams.ts'
import { reasonText } from './reason-text.ts'

/** Empty when nothing has failed. */
export const failureText = ({ lastFailureReason }: UpstreamHealthView): string => reasonText(lastFailureReason) ?? ''
