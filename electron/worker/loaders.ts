/**
 * Blocks every decoder of libvips that no reader of this program needs. It would otherwise choose
 * one by the content of a file: SVG, GIF, HEIF and others, each with its own history of faults.
 */
import sharp from 'sharp'

const needed = ['VipsForeignLoadJpeg', 'VipsForeignLoadPng', 'VipsForeignLoadWebp', 'VipsForeignLoadTiff']

sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: needed })
