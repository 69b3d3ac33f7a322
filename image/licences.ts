import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { licenceTexts } from './content.ts'
import type { Package } from './packages.ts'

/** What may be in the image, by SPDX: all of them let it be handed on, in an Apache-2.0 work too. */
export const ALLOWED: readonly string[] = [
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'MIT',
  'PSF-2.0',
  'Unlicense',
]

/** A package with what it says of its licence. */
export interface Licensed extends Package {
  /** What its own package.json says; it and the lock are to say the same. */
  readonly declared: string
  /** The files that tell the licence, by their path in the package. */
  readonly texts: readonly string[]
}

/** The packages that are installed, with their licences. */
export const licensed = (root: string, packages: readonly Package[]): readonly Licensed[] =>
  packages
    .filter(({ path, optional }) => !optional || existsSync(join(root, path)))
    .map((one) => ({ ...one, declared: declaredIn(join(root, one.path)), texts: textsIn(join(root, one.path)) }))

function declaredIn(folder: string): string {
  const { license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly license?: unknown }
  return typeof license === 'string' ? license : ''
}

const textsIn = (folder: string): readonly string[] =>
  licenceTexts(
    readdirSync(folder, { withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted(),
  )

/** What keeps packages out of the image, in a sentence each; none if all is well. */
export const problemsOf = (packages: readonly Licensed[]): readonly string[] =>
  packages.flatMap(({ path, licence, declared }) => {
    if (licence !== declared)
      return [`${path}: package-lock.json says ${licence || 'nothing'}, its package.json ${declared || 'nothing'}`]
    return ALLOWED.includes(licence) ? [] : [`${path}: ${licence || 'no licence'} is not among those allowed`]
  })

/** THIRD-PARTY-LICENSES.md. Packages of one name and version that are there more than once are one row. */
export function licenceList(packages: readonly Licensed[]): string {
  const rows = new Set(
    packages
      .toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1))
      .map(
        ({ name, version, licence, texts }) => `| ${name} | ${version} | ${licence} | ${texts.join(', ') || 'none'} |`,
      ),
  )
  const counts = Map.groupBy(rows, (row) => row.split(' | ')[2] ?? '')
  const counted = [...counts]
    .toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
    .map(([licence, { length }]) => `${licence} ${String(length)}`)
  return `# Licences of others

The npm packages in podstart's image; \`npm run licences:write\` writes this list. The texts are in the image, beside each
package in \`/app/node_modules\`; of one that has none of its own the README is, and package.json names the licence.

${String(rows.size)} packages: ${counted.join(', ')}.

| Package | Version | Licence | Texts |
|---|---|---|---|
${[...rows].join('\n')}
`
}
