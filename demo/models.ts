/** The models of the cards, by their folders. */
export const demoModels = ['digits', 'credit-risk', 'spam', 'pose', 'objects'] as const;
