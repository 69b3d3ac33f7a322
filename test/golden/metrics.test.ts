import { readFileSync } from 'node:fs'
import { expect } from 'chai'
import { describe, it } from 'mocha'
import { metricsPages } from './metrics-pages.ts'

describe('the page of metrics', () => {
  for (const { recording, file, page } of metricsPages) {
    it(`of ${recording}`, async () => {
      expect((await page()).split('\n')).to.deep.equal(readFileSync(file, 'utf8').split('\n'))
    })
  }
})
