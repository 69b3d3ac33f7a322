/** Source: Kubernetes 1.36, apimachinery `TotalAnnotationSizeLimitB`: keys and values of an object together. */
export const MOST_ANNOTATION_BYTES = 262_144

export const annotationBytes = (annotations: Readonly<Record<string, string>>): number =>
  Object.entries(annotations).reduce((sum, [key, value]) => sum + Buffer.byteLength(key) + Buffer.byteLength(value), 0)
