import { expect } from 'chai'
import { describe, it } from 'mocha'
import { imageNameProblem, imageOf, normalised } from '../../../../src/simcluster/node/images.ts'

const NAMES: readonly (readonly [image: string, name: string])[] = [
  ['nginx', 'docker.io/library/nginx:latest'],
  ['nginx:1.25', 'docker.io/library/nginx:1.25'],
  ['acme/cart:2', 'docker.io/acme/cart:2'],
  ['localhost/cart', 'localhost/cart:latest'],
  ['127.0.0.1:5000/app:60m', '127.0.0.1:5000/app:60m'],
  ['127.0.0.1:5000/app', '127.0.0.1:5000/app:latest'],
  ['registry.local/shop/cart:1.4', 'registry.local/shop/cart:1.4'],
]
const LOWER = 'invalid reference format: repository name (A) must be lowercase'
const PROBLEMS: readonly (readonly [image: string, problem: string | undefined])[] = [
  ['registry.local/shop/cart:1.4', undefined],
  ['nginx', undefined],
  [`nginx@sha256:${'a'.repeat(64)}`, undefined],
  ['Not/A:Valid:Image', LOWER],
  ['a//b', 'invalid reference format'],
  ['nginx:', 'invalid reference format'],
  ['nginx:two words', 'invalid reference format'],
]

describe('images', () => {
  for (const [image, name] of NAMES) {
    it(`${image} is ${name}`, () => expect(normalised(image)).to.equal(name))
  }
  for (const [image, problem] of PROBLEMS) {
    it(`${image}: ${problem ?? 'a name'}`, () => expect(imageNameProblem(image)).to.equal(problem))
  }
  it('have the size of their layers, and a digest made of them', () => {
    const layers = [
      { name: 'base', bytes: 100 },
      { name: 'app', bytes: 11 },
    ]
    const image = imageOf({ reference: 'reg.local/app:1', layers })
    expect(image.bytes).to.equal(111)
    expect(image.id).to.match(/^reg\.local\/app@sha256:[0-9a-f]{64}$/)
    expect(image.id).to.not.equal(imageOf({ reference: 'reg.local/app:1', layers: layers.slice(1) }).id)
  })
})
