import type { Files } from './files.ts'
import type { Inventory } from './inventory.ts'
import type { Issued } from './issue.ts'
import type { Millis, Names } from './names.ts'
import { certificatesIn } from './pem.ts'
import type { Step } from './plan.ts'

/** A step that changes the files. */
export type FileStep = Exclude<Step, { readonly is: 'trust' | 'rest' }>

/** So many of the old authorities stay trusted when a new one has to go into service at once. */
const MOST_KEPT = 7

/** The files as they are after a step. */
export async function carryOut(
  step: FileStep,
  files: Files,
  { bundle, next }: Inventory,
  now: Millis,
  issue: (names: Names) => Promise<Issued>,
): Promise<Files> {
  switch (step.is) {
    case 'issue': {
      const { ca, cert, key } = await issue(step.names)
      // A webhook may go on with what it has loaded before. Something that breaks the files again and again must not
      // make the bundle grow without an end.
      return { 'ca.crt': lastOf(bundle) + ca, 'tls.crt': cert, 'tls.key': key }
    }
    case 'prepare': {
      const { ca, cert, key } = await issue(step.names)
      return { ...servingOf(files), 'ca.crt': bundle + ca, 'next.crt': cert, 'next.key': key }
    }
    case 'promote':
      return { 'ca.crt': bundle, ...pick({ 'tls.crt': files['next.crt'], 'tls.key': files['next.key'] }) }
    case 'begin settling':
      return { ...files, 'next.trusted-since': `${new Date(now).toISOString()}\n` }
    case 'end settling':
      return without(files, 'next.trusted-since')
    case 'prune':
      return {
        ...(next.is === 'good' ? files : without(files, 'next.crt', 'next.key', 'next.trusted-since')),
        'ca.crt': bundle,
      }
  }
}

const lastOf = (bundle: string): string => certificatesIn(bundle).all.slice(-MOST_KEPT).map(String).join('')

const servingOf = (files: Files): Files => pick({ 'tls.crt': files['tls.crt'], 'tls.key': files['tls.key'] })

const pick = (files: Readonly<Record<string, string | undefined>>): Files =>
  Object.fromEntries(Object.entries(files).filter(([, content]) => content !== undefined))

const without = (files: Files, ...names: readonly string[]): Files =>
  Object.fromEntries(Object.entries(files).filter(([name]) => !names.includes(name)))
