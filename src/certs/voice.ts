import type { FileStep } from './carry-out.ts'

/** Where sentences go; a log fits. */
export interface Voice {
  debug(text: string): void
  info(text: string): void
  error(text: string): void
}

type Told = { readonly [K in FileStep['is']]: (step: Extract<FileStep, { readonly is: K }>) => string }

const TOLD: Told = {
  issue: ({ why }) => `issued a certificate, in service from now on: ${why}`,
  prepare: ({ why }) => `issued the next certificate: ${why}`,
  promote: ({ why }) => `the next certificate is in service now: ${why}`,
  'begin settling': () => 'the authority of the next certificate is trusted everywhere; it settles',
  'end settling': () => 'the authority of the next certificate is not trusted everywhere any more; it settles anew',
  prune: () => 'removed what is of no use any more',
}

/** What has been done, in a sentence. */
export const told = (step: FileStep): string => TOLD[step.is](step as never)
