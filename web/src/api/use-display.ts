/** In which currency amounts are shown; dollars until it is known. */
import { useQuery } from '@tanstack/react-query'
import { type Display, DOLLARS } from '../../../src/contract/money/money-text.ts'
import { useClient } from '../connection/app-context.ts'
import { displayQuery } from './queries.ts'

export const useDisplay = (): Display => useQuery(displayQuery(useClient())).data ?? DOLLARS
