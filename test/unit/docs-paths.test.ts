import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'

const ROOT = new URL('../../', import.meta.url)

const inFolder = (folder: string): readonly string[] =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith('.md'))
    .map((name) => folder + name)

const FOLDERS = [
  ...['./', 'docs/', 'docs/adr/', 'certs/', 'manifests/', 'manifests/chart/', 'manifests/webhook/'],
  ...['test/', 'test/cluster/', 'test/recordings/', 'test/releases/', 'test/support/apiserver/'],
]
const FILES = FOLDERS.flatMap(inFolder).map((path) => path.replace('./', ''))

/** In backquotes, from the root; with a `*` it stands for many. */
const NAMED = /`((?:src|test|docs|bench|manifests|certs)\/[\w./-]+)`/g
const LINKED = /\]\((?!\w+:|#)([^)#\s]+)(?:#([^)\s]*))?\)/g
const OWN_ANCHOR = /\]\(()#([^)\s]+)\)/g

const inPlainText = (text: string): string => text.replaceAll(/^```[^]*?^```/gm, '')

/** As GitHub makes them. */
const anchorsOf = (text: string): readonly string[] =>
  [...inPlainText(text).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  )

describe('paths and links', () => {
  for (const file of FILES) {
    const text = readFileSync(new URL(file, ROOT), 'utf8')
    it(`of ${file} lead to something`, () => {
      const named = [...inPlainText(text).matchAll(NAMED)].map(([, path = '']) => path)
      expect(named.filter((path) => !existsSync(new URL(path, ROOT)))).to.deep.equal([])
      const links = [...inPlainText(text).matchAll(LINKED), ...inPlainText(text).matchAll(OWN_ANCHOR)]
      expect(links.flatMap(([, to = '', anchor]) => missing(file, to, anchor))).to.deep.equal([])
    })
  }
})

function missing(file: string, to: string, anchor: string | undefined): readonly string[] {
  const target = to === '' ? new URL(file, ROOT) : new URL(to, new URL(file, ROOT))
  if (!existsSync(target)) return [to]
  if (anchor === undefined || !target.pathname.endsWith('.md')) return []
  return anchorsOf(readFileSync(target, 'utf8')).includes(anchor) ? [] : [`${to}#${anchor}`]
}
