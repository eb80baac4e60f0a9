/** What the floor is called among the networks. */
export const floorName = 'colour'
