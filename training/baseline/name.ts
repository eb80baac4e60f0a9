/** Name of the colour baseline among the networks. */
export const floorName = 'colour'
