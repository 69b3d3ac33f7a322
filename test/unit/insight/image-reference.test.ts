import { expect } from 'chai'
import fc from 'fast-check'
import { describe, it } from 'mocha'
import { parseImage, type ImageReference } from '../../../src/insight/image-reference.ts'
import { labelsOf } from '../../../src/insight/labels.ts'

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`

const CASES: readonly (readonly [text: string, Partial<ImageReference>])[] = [
  ['nginx', { registry: 'docker.io', repository: 'library/nginx', tag: 'latest', short: 'nginx:latest' }],
  ['nginx:1.27', { repository: 'library/nginx', tag: '1.27', canonical: 'docker.io/library/nginx:1.27' }],
  ['docker.io/nginx', { canonical: 'docker.io/library/nginx:latest', short: 'nginx:latest' }],
  ['index.docker.io/library/nginx:1', { canonical: 'docker.io/library/nginx:1' }],
  ['team/app', { registry: 'docker.io', repository: 'team/app', short: 'team/app:latest' }],
  ['mylibrary/app', { repository: 'mylibrary/app', short: 'mylibrary/app:latest' }],
  ['myapp', { repository: 'library/myapp', short: 'myapp:latest' }],
  ['library/app:1', { repository: 'library/app', short: 'app:1' }],
  ['library/team/app:1', { repository: 'library/team/app', short: 'library/team/app:1' }],
  ['docker.io/mylibrary/app', { canonical: 'docker.io/mylibrary/app:latest', short: 'mylibrary/app:latest' }],
  ['quay.io/library/app', { canonical: 'quay.io/library/app:latest', short: 'quay.io/library/app:latest' }],
  ['localhost:5000', { registry: 'docker.io', repository: 'library/localhost', tag: '5000' }],
  ['quay.io/team/app:v1', { registry: 'quay.io', repository: 'team/app', short: 'quay.io/team/app:v1' }],
  ['127.0.0.1:5000/app', { registry: '127.0.0.1:5000', repository: 'app', tag: 'latest' }],
  ['localhost/app:2', { registry: 'localhost', repository: 'app', tag: '2' }],
  ['registry:5000/a/b/c:v1', { registry: 'registry:5000', repository: 'a/b/c', tag: 'v1' }],
  ['Registry/app', { registry: 'Registry', repository: 'app' }],
  [`nginx@${DIGEST}`, { digest: DIGEST, canonical: `docker.io/library/nginx@${DIGEST}` }],
  [`quay.io/app:v1@${DIGEST}`, { tag: 'v1', digest: DIGEST, canonical: `quay.io/app@${DIGEST}` }],
  ['', { registry: 'docker.io', canonical: 'docker.io/library/:latest' }],
]

describe('parseImage', () => {
  for (const [text, parts] of CASES) {
    it(text === '' ? '(nothing)' : text.slice(0, 40), () => {
      expect(parseImage(text)).to.include(parts)
    })
  }
  it('has a label for each image of a table: short, and whole where two would have one', () => {
    const texts = ['nginx', 'mylibrary/app', 'myapp', 'docker.io/host.example/app:1', 'host.example/app:1']
    const images = [...texts, 'docker.io/library/nginx:latest'].map((text) => parseImage(text))
    const label = labelsOf(images)
    expect(images.map((image) => label(image))).to.deep.equal([
      'nginx:latest',
      'mylibrary/app:latest',
      'myapp:latest',
      'docker.io/host.example/app:1',
      'host.example/app:1',
      'nginx:latest',
    ])
  })
  it('never gives two images one label', () => {
    const part = fc.constantFrom('a', 'b.c', 'library', 'docker.io', 'localhost', 'A', 'x:5')
    const texts = fc.array(fc.array(part, { minLength: 1, maxLength: 4 }).map((parts) => parts.join('/')))
    fc.assert(
      fc.property(texts, (all) => {
        const images = all.map((text) => parseImage(text))
        const label = labelsOf(images)
        expect(new Set(images.map(label)).size).to.equal(new Set(images.map(({ canonical }) => canonical)).size)
      }),
    )
  })
  it('has no tag beside a digest alone', () => {
    expect(parseImage(`nginx@${DIGEST}`)).to.not.have.property('tag')
  })
  it('shows the beginning of a digest', () => {
    expect(parseImage(`nginx@${DIGEST}`).short).to.equal('nginx@sha256:0123456789ab')
  })
  it('reads what it wrote as the same, and never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const { canonical } = parseImage(text)
        parseImage(canonical)
      }),
    )
    expect(CASES.map(([text]) => parseImage(parseImage(text).canonical).canonical)).to.deep.equal(
      CASES.map(([text]) => parseImage(text).canonical),
    )
  })
})
